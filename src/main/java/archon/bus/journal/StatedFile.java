package archon.bus.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The file of a log's stated facts: two slots written in turn, so that a crash leaves the old
 * statement or the new one. Their space is taken when the file is created, so that stating works on
 * a full disk.
 */
final class StatedFile {
  /** What a file says. */
  record Content(boolean exists, @Nullable StatedFacts facts) {
    static final Content ABSENT = new Content(false, null);

    boolean isDamaged() {
      return exists && facts == null;
    }
  }

  private final Disk disk;
  private final LogPaths paths;
  private final JournalSettings settings;

  StatedFile(Disk disk, LogPaths paths, JournalSettings settings) {
    this.disk = disk;
    this.paths = paths;
    this.settings = settings;
  }

  static Content read(Disk disk, LogPaths paths) throws IOException {
    byte[] slots = new byte[2 * StatedFacts.SLOT_BYTES];
    try (Disk.OpenFile file = disk.openToRead(paths.stated())) {
      int filled = 0;
      for (int read = 0; read >= 0 && filled < slots.length; filled += Math.max(0, read)) {
        read = file.read(slots, filled, slots.length - filled, filled);
      }
    } catch (NoSuchFileException e) {
      return Content.ABSENT;
    }
    StatedFacts first = StatedFacts.fromSlot(slots, 0, paths.log());
    StatedFacts second = StatedFacts.fromSlot(slots, StatedFacts.SLOT_BYTES, paths.log());
    boolean useFirst =
        second == null || (first != null && first.generation() > second.generation());
    return new Content(true, useFirst ? first : second);
  }

  /** Durable when it returns. */
  void write(StatedFacts facts) throws IOException {
    byte[] slot = facts.toSlot(paths.log());
    if (disk.stat(paths.stated()) == null) {
      create(facts, slot);
      return;
    }
    try (Disk.OpenFile file = disk.openToWrite(paths.stated())) {
      file.write(slot, 0, slot.length, slotOffset(facts));
      file.force();
    }
  }

  private void create(StatedFacts facts, byte[] slot) throws IOException {
    byte[] slots = new byte[2 * StatedFacts.SLOT_BYTES];
    Arrays.fill(slots, (byte) ' ');
    System.arraycopy(slot, 0, slots, (int) slotOffset(facts), slot.length);
    // Named last, when it is whole: a torn file would look like lost facts.
    Path unnamed = paths.stated().resolveSibling(paths.fileName() + ".new");
    disk.delete(unnamed);
    try (Disk.OpenFile file = disk.create(unnamed, settings.filePermissions())) {
      file.write(slots, 0, slots.length, 0);
      file.force();
    } catch (IOException failure) {
      deleteAfter(failure, unnamed);
      throw failure;
    }
    disk.rename(unnamed, paths.stated());
    disk.forceDirectory(unnamed.resolveSibling(""));
  }

  private void deleteAfter(IOException failure, Path unnamed) {
    try {
      disk.delete(unnamed);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  private static long slotOffset(StatedFacts facts) {
    return facts.generation() % 2 * StatedFacts.SLOT_BYTES;
  }
}
