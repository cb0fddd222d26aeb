package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A sealed segment of a log: complete, never changed again, named by its first seq.
 *
 * @param lines its file
 * @param blocks summary of its lines, derived
 * @param firstSeq seq of its first line
 */
record Segment(Path lines, Path blocks, long firstSeq) {
  private static final Pattern NAME = Pattern.compile("\\d{20}\\.jsonl");

  static Segment of(LogPaths paths, long firstSeq) {
    String name = "%020d".formatted(firstSeq);
    return new Segment(
        paths.segments().resolve(name + TopicFileName.EXTENSION),
        paths.segmentBlocks().resolve(name + LogPaths.BLOCKS),
        firstSeq);
  }

  /** The sealed segments in the order of their lines; other files in their folder are not ours. */
  static List<Segment> list(Disk disk, LogPaths paths) throws IOException {
    return firstSeqs(disk, paths.segments()).stream().map(firstSeq -> of(paths, firstSeq)).toList();
  }

  /** The files of sealed segments in a folder, in the order of their lines. */
  static List<Path> files(Disk disk, Path folder) throws IOException {
    return firstSeqs(disk, folder).stream()
        .map(firstSeq -> folder.resolve("%020d".formatted(firstSeq) + TopicFileName.EXTENSION))
        .toList();
  }

  private static List<Long> firstSeqs(Disk disk, Path folder) throws IOException {
    List<Long> firstSeqs = new ArrayList<>();
    for (String name : disk.list(folder, TopicFileName.EXTENSION)) {
      long firstSeq = NAME.matcher(name).matches() ? firstSeq(name) : 0;
      if (firstSeq > 0) {
        firstSeqs.add(firstSeq);
      }
    }
    firstSeqs.sort(Comparator.naturalOrder());
    return firstSeqs;
  }

  private static long firstSeq(String name) {
    try {
      return Long.parseLong(name, 0, name.length() - TopicFileName.EXTENSION.length(), 10);
    } catch (NumberFormatException e) {
      return 0; // twenty digits can say more than there are seqs
    }
  }
}
