package archon.bus.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A log's own file as it stands: missing, or open and with its size and identity at that moment.
 */
final class OwnFile implements Closeable {
  private static final Pattern INODE = Pattern.compile("ino=(\\d+)");

  static final OwnFile MISSING = new OwnFile(null, null, 0);

  private final Disk.@Nullable OpenFile file;
  private final Disk.@Nullable Facts facts;
  private final int maxLineBytes;

  private OwnFile(Disk.@Nullable OpenFile file, Disk.@Nullable Facts facts, int maxLineBytes) {
    this.file = file;
    this.facts = facts;
    this.maxLineBytes = maxLineBytes;
  }

  /** Opens the file at {@code path} if there is one. */
  static OwnFile open(Disk disk, Path path, int maxLineBytes) throws IOException {
    while (true) {
      Disk.Facts before = disk.stat(path);
      if (before == null) {
        return new OwnFile(null, null, maxLineBytes);
      }
      Disk.OpenFile file;
      try {
        file = disk.openToRead(path);
      } catch (NoSuchFileException e) {
        continue; // deleted in between: look again
      }
      Disk.Facts after = disk.stat(path);
      if (after != null && String.valueOf(after.key()).equals(String.valueOf(before.key()))) {
        return new OwnFile(
            file, new Disk.Facts(after.key(), file.size(), after.modifiedMillis()), maxLineBytes);
      }
      file.close(); // replaced in between: it is not certain which of the two was opened
    }
  }

  /** What it was when it was opened, null if it is missing. */
  Disk.@Nullable Facts facts() {
    return facts;
  }

  boolean isMissing() {
    return facts == null;
  }

  boolean isEmpty() {
    return size() == 0;
  }

  long size() {
    return facts == null ? 0 : facts.size();
  }

  /** When it was last written to, milliseconds since 1970; 0 if it is missing. */
  long modifiedMillis() {
    return facts == null ? 0 : facts.modifiedMillis();
  }

  @Nullable Object key() {
    return facts == null ? null : facts.key();
  }

  Disk.OpenFile file() {
    if (file == null) {
      throw new IllegalStateException("the file is missing");
    }
    return file;
  }

  boolean hasHead(FileHead head) throws IOException {
    return !isMissing() && head.isOf(file());
  }

  boolean isKey(String stated) {
    return stated.equals(keyText(key()));
  }

  /** The seq that the first line holds, 0 if it holds none. */
  long firstStatedSeq() throws IOException {
    return firstTrailer().seq();
  }

  /**
   * The journal's members of the first line, {@link LineCodec.Trailer#NONE} if it is not intact.
   */
  LineCodec.Trailer firstTrailer() throws IOException {
    RawLines lines = new RawLines(file(), maxLineBytes, 0);
    while (lines.next(size())) {
      if (lines.to() > lines.from() && !lines.isTooLong()) {
        byte[] line = lines.buffer();
        return isIntact(lines)
            ? LineCodec.trailer(line, lines.from(), lines.to())
            : LineCodec.Trailer.NONE;
      }
    }
    return LineCodec.Trailer.NONE;
  }

  private static boolean isIntact(RawLines lines) {
    byte[] line = lines.buffer();
    return LineCodec.isSealed(line, lines.from(), lines.to())
        && LineCodec.computedCrc(line, lines.from(), lines.to())
            == LineCodec.storedCrc(line, lines.to());
  }

  /** Whether any line is an event without a trace of this journal. Reads as far as it must. */
  boolean holdsPredecessorsLine() throws IOException {
    RawLines lines = new RawLines(file(), maxLineBytes, 0);
    while (lines.next(size())) {
      LineMembers members =
          lines.isTooLong() ? null : LineMembers.read(lines.buffer(), lines.from(), lines.to());
      if (members != null && !members.ofJournal()) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether any line holds its checksum, which only this journal writes. Reads as far as it must.
   */
  boolean holdsChecksum() throws IOException {
    RawLines lines = new RawLines(file(), maxLineBytes, 0);
    while (lines.next(size())) {
      if (!lines.isTooLong() && isIntact(lines)) {
        return true;
      }
    }
    return false;
  }

  /**
   * A file's identity that outlives a restart: its inode without the device, whose number may
   * change.
   */
  static String keyText(@Nullable Object key) {
    Matcher inode = INODE.matcher(String.valueOf(key));
    return inode.find() ? inode.group(1) : "";
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
