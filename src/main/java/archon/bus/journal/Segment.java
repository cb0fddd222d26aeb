package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A sealed segment of a log: complete, never changed again, named by its first seq.
 *
 * @param lines its file
 * @param blocks summary of its lines, derived
 * @param firstSeq seq of its first line
 */
record Segment(Path lines, Path blocks, long firstSeq) {
  private static final int DIGITS = 20;
  private static final Pattern NAME = Pattern.compile("\\d{20}\\.jsonl");

  static Segment of(LogPaths paths, long firstSeq) {
    return of(paths, "%020d".formatted(firstSeq) + TopicFileName.EXTENSION);
  }

  private static Segment of(LogPaths paths, String fileName) {
    String name = fileName.substring(0, DIGITS);
    return new Segment(
        paths.segments().resolve(fileName),
        paths.segmentBlocks().resolve(name + LogPaths.BLOCKS),
        firstSeq(fileName));
  }

  /** The sealed segments in the order of their lines; other files in their folder are not ours. */
  static List<Segment> list(Disk disk, LogPaths paths) throws IOException {
    return names(disk, paths.segments()).map(name -> of(paths, name)).toList();
  }

  /** The files of sealed segments in a folder, in the order of their lines. */
  static List<Path> files(Disk disk, Path folder) throws IOException {
    return names(disk, folder).map(folder::resolve).toList();
  }

  /** Where in {@code segments} the one with this first seq is; negative if there is none. */
  static int place(List<Segment> segments, long firstSeq) {
    int low = 0;
    int high = segments.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = segments.get(middle).firstSeq();
      if (found == firstSeq) {
        return middle;
      }
      low = found < firstSeq ? middle + 1 : low;
      high = found < firstSeq ? high : middle - 1;
    }
    return -1;
  }

  /** Whether two lists of one log's segments name the same ones. */
  static boolean areSame(List<Segment> some, List<Segment> others) {
    boolean same = some.size() == others.size();
    for (int i = 0; same && i < some.size(); i++) {
      same = some.get(i).firstSeq() == others.get(i).firstSeq();
    }
    return same;
  }

  /** As all are of one length, their order is that of their numbers. */
  private static Stream<String> names(Disk disk, Path folder) throws IOException {
    return disk.list(folder, TopicFileName.EXTENSION).stream()
        .filter(name -> NAME.matcher(name).matches() && firstSeq(name) > 0)
        .sorted();
  }

  private static long firstSeq(String name) {
    try {
      return Long.parseLong(name, 0, DIGITS, 10);
    } catch (NumberFormatException e) {
      return 0; // twenty digits can say more than there are seqs
    }
  }
}
