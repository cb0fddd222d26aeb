package archon.bus.journal;

import java.nio.file.Path;
import java.util.Arrays;

/** A file or directory of a {@link ModelDisk}: what is read now, and what was synced. */
final class ModelFile {
  private final Path createdAs; // for messages
  private final boolean directory;
  private final long inode;
  private byte[] durable;
  private byte[] now;
  private int hashOfDurable; // 0 while it was not computed

  ModelFile(Path createdAs, boolean directory, long inode, byte[] content) {
    this.createdAs = createdAs;
    this.directory = directory;
    this.inode = inode;
    this.durable = content;
    this.now = content;
  }

  boolean isDirectory() {
    return directory;
  }

  long inode() {
    return inode;
  }

  /** As the JDK tells a file's identity on Linux. */
  Object key() {
    return "(dev=1,ino=" + inode + ")";
  }

  byte[] now() {
    return now;
  }

  byte[] durable() {
    return durable;
  }

  /** The same file as a power cut left it. */
  ModelFile found(byte[] content) {
    ModelFile found = new ModelFile(createdAs, directory, inode, content);
    found.hashOfDurable = content == durable ? durableHash() : 0;
    return found;
  }

  /** Equal for equal contents. */
  int contentHash() {
    return now == durable ? durableHash() : Arrays.hashCode(now);
  }

  private int durableHash() {
    if (hashOfDurable == 0) {
      hashOfDurable = Arrays.hashCode(durable);
    }
    return hashOfDurable;
  }

  void change(Unsynced.OfContent change) {
    now = change.applyTo(now, Fate.KEPT);
  }

  void force() {
    durable = now;
    hashOfDurable = 0;
  }

  @Override
  public String toString() {
    return String.valueOf(createdAs.getFileName());
  }
}
