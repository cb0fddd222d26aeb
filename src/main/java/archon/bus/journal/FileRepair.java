package archon.bus.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes a file of lines anew, with marks in place of what cannot be read, see {@link LostLines}.
 * The file as it was is kept in quarantine; the new one takes its place at once, when it is
 * durable. All other lines stay where they are, unless a mark needs more room than there is.
 */
final class FileRepair {
  /** A longer stretch is not filled up: a line of that length would be a burden to readers. */
  private static final int MAX_FILLED_BYTES = 64 * 1024;

  private final ReadContext context;
  private final LogPaths paths;
  private final Quarantine quarantine;

  FileRepair(ReadContext context, LogPaths paths) {
    this.context = context;
    this.paths = paths;
    this.quarantine = new Quarantine(context, paths);
  }

  /**
   * Closes the holes of a file, none of them open; durable when it returns.
   *
   * @return where the file as it was is kept
   */
  Path close(Path file, List<Hole> holes) throws IOException {
    Disk disk = context.disk();
    Path kept = quarantine.freePlace(holes.get(0).byteOffset());
    quarantine.keep(file, kept);
    Path repaired = file.resolveSibling(file.getFileName() + ".repaired");
    disk.delete(repaired);
    try (Disk.OpenFile from = disk.openToRead(file);
        Disk.OpenFile to = disk.create(repaired, context.settings().filePermissions())) {
      write(from, to, holes, kept.getFileName().toString());
      to.force();
    }
    disk.rename(repaired, file);
    disk.forceDirectory(file.resolveSibling(""));
    return kept;
  }

  private void write(Disk.OpenFile from, Disk.OpenFile to, List<Hole> holes, String kept)
      throws IOException {
    long read = 0;
    long written = 0;
    for (Hole hole : holes) {
      FileBytes.copy(from, read, hole.byteOffset(), to, written);
      written += hole.byteOffset() - read;
      read = hole.byteOffset();
      if (hole.damaged().isEmpty()) {
        if (read == from.size() && !endsWithNewline(from)) {
          written = write(to, new byte[] {'\n'}, written);
        }
        written = write(to, mark(hole, 0, kept), written);
      }
      boolean marked = false;
      for (Hole.Extent extent : hole.damaged()) {
        FileBytes.copy(from, read, extent.from(), to, written);
        written += extent.from() - read;
        read = extent.to();
        int room = (int) Math.min(extent.to() - extent.from(), MAX_FILLED_BYTES + 1L);
        int filled = room > MAX_FILLED_BYTES ? 0 : room;
        written = write(to, marked ? blank(filled) : mark(hole, filled, kept), written);
        marked = true;
      }
    }
    FileBytes.copy(from, read, from.size(), to, written);
  }

  private byte[] mark(Hole hole, int bytes, String kept) {
    if (hole.lastSeq() < hole.firstSeq()) {
      return blank(bytes); // those bytes belong to no line
    }
    return new LostLines(hole.firstSeq(), hole.lastSeq(), hole.fact(), hole.more())
        .toLine(paths.log(), kept, bytes);
  }

  /** A blank line. */
  private static byte[] blank(int bytes) {
    byte[] spaces = " ".repeat(Math.max(1, bytes)).getBytes(StandardCharsets.US_ASCII);
    spaces[spaces.length - 1] = '\n';
    return spaces;
  }

  private static boolean endsWithNewline(Disk.OpenFile file) throws IOException {
    byte[] last = {'\n'};
    return file.size() == 0 || (file.read(last, 0, 1, file.size() - 1) == 1 && last[0] == '\n');
  }

  private static long write(Disk.OpenFile to, byte[] bytes, long at) throws IOException {
    to.write(bytes, 0, bytes.length, at);
    return at + bytes.length;
  }
}
