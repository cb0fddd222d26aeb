package archon.bus.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of a log's sealed segments in one file, so that nobody needs to open those that are
 * only passed over:
 *
 * <pre>{@code
 * header, 64 bytes   "archsegs" | zeros | crc 4
 * entry,  64 bytes   a segment as if it were one block, see BlockEntry
 * }</pre>
 *
 * In no certain order; of two entries of a segment the later one counts. Segments that lack lines
 * have none. Derived: never synced, may lag, and is done without where it is missing or damaged. An
 * entry tells of a segment that is named by its first seq, and which no other lines can follow than
 * those behind its last: so it is believed as long as the names of the segments agree.
 */
final class SegmentList {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentList.class);

  private static final int MOST_BYTES = 64 * 1024 * 1024; // a million segments
  private static final long MAGIC = 0x6172_6368_7365_6773L; // "archsegs"

  private final ReadContext context;
  private final LogPaths paths;

  SegmentList(ReadContext context, LogPaths paths) {
    this.context = context;
    this.paths = paths;
  }

  /** Reads all entries that are whole; they name the folder of the segments as their file. */
  List<Block> read() throws IOException {
    try (Disk.OpenFile file = context.disk().openDerived(paths.segmentList())) {
      if (file == null) {
        return List.of();
      }
      byte[] bytes = new byte[(int) Math.min(file.size(), MOST_BYTES)];
      List<Block> entries = new ArrayList<>();
      if (BlockEntry.readFully(file, bytes, bytes.length, 0) && hasHeader(bytes)) {
        for (int at = BlockEntry.BYTES;
            at + BlockEntry.BYTES <= bytes.length;
            at += BlockEntry.BYTES) {
          Block entry = BlockEntry.read(bytes, at, paths.segments());
          if (entry != null && entry.count() > 0) {
            entries.add(entry);
          }
        }
      }
      return entries;
    }
  }

  private static boolean hasHeader(byte[] bytes) {
    return bytes.length >= BlockEntry.BYTES
        && BlockEntry.isWhole(bytes, 0)
        && ByteBuffer.wrap(bytes).getLong() == MAGIC;
  }

  /** Adds an entry unless it is there; null for a segment that has none. */
  void add(@Nullable Block entry) {
    if (entry == null) {
      return;
    }
    try {
      List<Block> known = read();
      if (!entry.equals(lastOf(known, entry.firstSeq()))) {
        append(entry, known.isEmpty());
      }
    } catch (IOException | UnsafeFile e) {
      behind(e);
    }
  }

  /** Of several entries of a segment the later one counts. */
  private static @Nullable Block lastOf(List<Block> entries, long firstSeq) {
    Block last = null;
    for (Block entry : entries) {
      if (entry.firstSeq() == firstSeq) {
        last = entry;
      }
    }
    return last;
  }

  private void append(Block entry, boolean anew) throws IOException {
    try (Disk.OpenFile file = anew ? create() : context.disk().openToWrite(paths.segmentList())) {
      long end = file.size() / BlockEntry.BYTES * BlockEntry.BYTES;
      file.write(BlockEntry.of(entry), 0, BlockEntry.BYTES, end);
    }
  }

  private Disk.OpenFile create() throws IOException {
    Disk disk = context.disk();
    disk.createDirectories(paths.segmentBlocks(), context.settings().directoryPermissions());
    disk.delete(paths.segmentList());
    Disk.OpenFile created = disk.create(paths.segmentList(), context.settings().filePermissions());
    byte[] header = new byte[BlockEntry.BYTES];
    ByteBuffer.wrap(header).putLong(MAGIC);
    created.write(BlockEntry.withCrc(header), 0, header.length, 0);
    return created;
  }

  /** Drops the entries of segments that are not among {@code left}; needs no new room on disk. */
  void keep(List<Segment> left) {
    try {
      if (left.isEmpty()) {
        delete();
      } else {
        drop(entry -> Segment.place(left, entry.firstSeq()) < 0);
      }
    } catch (IOException | UnsafeFile e) {
      behind(e);
    }
  }

  /** Drops what is told of a segment that lacks lines by now. */
  void drop(Segment segment) {
    try {
      drop(entry -> entry.firstSeq() == segment.firstSeq());
    } catch (IOException | UnsafeFile e) {
      behind(e);
    }
  }

  private void drop(Predicate<Block> unwanted) throws IOException {
    List<Block> entries = read();
    List<Block> kept = new ArrayList<>(entries);
    kept.removeIf(unwanted);
    if (kept.size() < entries.size()) {
      replace(kept);
    }
  }

  /** In place: whoever reads meanwhile may miss entries, but meets no wrong one. */
  private void replace(List<Block> entries) throws IOException {
    try (Disk.OpenFile file = context.disk().openToWrite(paths.segmentList())) {
      long at = BlockEntry.BYTES;
      for (Block entry : entries) {
        file.write(BlockEntry.of(entry), 0, BlockEntry.BYTES, at);
        at += BlockEntry.BYTES;
      }
      file.truncate(at);
    }
  }

  void delete() throws IOException {
    context.disk().delete(paths.segmentList());
  }

  private void behind(Exception e) {
    LOG.warn("{}: stays behind until it is made anew: {}", paths.segmentList(), e.toString());
  }
}
