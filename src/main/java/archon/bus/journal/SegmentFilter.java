package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The {@link BlockFilter}s of a sealed segment, laid out so that a lookup reads little of them: one
 * page holds the part in which a key's bits are, of all blocks of a chapter.
 *
 * <pre>{@code
 * each chapter, up to 1,024 blocks
 *   header, 64 bytes     "archflts" | first seq 8 | last seq 8 | bytes 8 | min micros 8 | max micros 8 |
 *                        blocks 4 | page bytes 4 | zeros 4 | crc 4
 *   page for each part   of each block: length 4, its part | crc 4
 * }</pre>
 *
 * Big-endian. The header's crc is the CRC-32C of the 60 bytes before it; that of a page covers the
 * page, the header's crc and the part's number. Derived, never synced: what is missing, damaged or
 * of other blocks denies nothing. No file stays open between calls.
 */
final class SegmentFilter {
  /** Bounds what is in memory while a segment's filters are written. */
  static final int CHAPTER_BLOCKS = 1_024;

  private final Disk disk;
  private final Path path;

  SegmentFilter(Disk disk, Path path) {
    this.disk = disk;
    this.path = path;
  }

  /** Gives the blocks of a segment, chapter by chapter; none at the end. */
  interface Chapters {
    List<FilteredBlock> next() throws IOException;
  }

  /** Writes the file anew; all blocks must come with their filters. */
  void write(Chapters chapters, Set<PosixFilePermission> permissions) throws IOException {
    disk.delete(path);
    try (Disk.OpenFile file = disk.create(path, permissions)) {
      long at = 0;
      for (List<FilteredBlock> next = chapters.next(); !next.isEmpty(); next = chapters.next()) {
        byte[] chapter = FilterChapter.toBytes(next);
        file.write(chapter, 0, chapter.length, at);
        at += chapter.length;
      }
    }
  }

  /** Whether these are the filters of a run that is a whole segment, and none is missing. */
  boolean isOf(BlockRun segment) throws IOException {
    return all(segment, (file, at, chapter) -> at + chapter.length() <= file.size());
  }

  /** Whether these are the filters of a whole segment, and deny that it holds the key. */
  boolean denies(BlockRun segment, EventKey key) throws IOException {
    return all(segment, (file, at, chapter) -> chapter.mayHold(file, at, key.hash()).isEmpty());
  }

  private interface Test {
    boolean test(Disk.OpenFile file, long at, FilterChapter chapter) throws IOException;
  }

  private boolean all(BlockRun segment, Test test) throws IOException {
    try (Disk.OpenFile file = disk.openDerived(path)) {
      long at = 0;
      FilterChapter sum = null;
      while (file != null && (sum == null || sum.lastSeq() < segment.lastSeq())) {
        FilterChapter chapter = FilterChapter.read(file, at);
        if (chapter == null || !test.test(file, at, chapter)) {
          return false;
        }
        sum = sum == null ? chapter : sum.and(chapter);
        at += chapter.length();
      }
      return sum != null && sum.isOf(segment);
    }
  }

  /**
   * Those of {@code wanted} that may hold a key; null if the file is not of these blocks.
   *
   * @param all all blocks of the segment, in order
   * @param wanted some of them, in order
   */
  @Nullable List<Block> mayHold(List<Block> all, List<Block> wanted, EventKey key)
      throws IOException {
    try (Disk.OpenFile file = disk.openDerived(path)) {
      Set<Block> denied = new HashSet<>();
      long at = 0;
      int place = 0;
      while (place < all.size()) {
        FilterChapter chapter = file == null ? null : FilterChapter.read(file, at);
        if (file == null || chapter == null || !chapter.isOf(all, place)) {
          return null;
        }
        BitSet may = chapter.mayHold(file, at, key.hash());
        for (int i = 0; i < chapter.blocks(); i++) {
          if (!may.get(i)) {
            denied.add(all.get(place + i));
          }
        }
        place += chapter.blocks();
        at += chapter.length();
      }
      List<Block> chosen = new ArrayList<>(wanted);
      chosen.removeAll(denied);
      return chosen;
    }
  }
}
