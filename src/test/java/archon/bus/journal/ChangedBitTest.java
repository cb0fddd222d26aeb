package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Thirty lines in sealed files and an active one, after an orderly stop; then one bit of one of
 * their files changes.
 */
@ExtendWith(QuietLog.class)
final class ChangedBitTest {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final LogId OTHER = LogId.topic("other");
  private static final int LINES = 30;

  private final JournalSettings settings = ModelNode.sealingAt(1_200);
  private final LogPaths paths = LogPaths.toWrite(ModelNode.DIRECTORY, ORDERS);
  private ModelDisk disk = ModelDisk.withDirectories();
  private List<LogState.Line> stored = List.of();

  @BeforeEach
  void thirtyLines() {
    ModelNode node = ModelNode.onNewDisk(settings);
    for (LogId log : List.of(ORDERS, OTHER)) {
      node.open(log);
    }
    for (int line = 1; line <= LINES; line++) {
      node.append(ORDERS, 5, 1);
    }
    node.append(OTHER, 5, 2);
    stored = node.state(ORDERS).lines();
    node.release(ORDERS);
    node.release(OTHER);
    disk = node.disk();
  }

  /** What is left of a log. */
  private record Left(List<LogState.Line> lines, int damages) {}

  private static final class Use {
    private final ReadContext context;

    private final ModelDisk disk;

    Use(ModelDisk disk, JournalSettings settings) {
      this.disk = disk;
      this.context =
          new ReadContext(disk, ModelNode.DIRECTORY, settings, LogEnds.UNKNOWN, new Warnings());
    }

    ModelDisk disk() {
      return disk;
    }

    Left read(LogId log) {
      List<LogState.Line> lines = new ArrayList<>();
      int damages = 0;
      try (LineCursor cursor = JournalReader.of(context).lines(log, 1)) {
        while (true) {
          try {
            JournalLine line = cursor.next();
            if (line == null) {
              return new Left(lines, damages);
            }
            lines.add(LogState.Line.of(line));
          } catch (DamagedLine e) {
            damages++;
            cursor.skipDamage();
          }
        }
      }
    }

    /** Opens, appends and closes; returns the new line's seq, or null if that was refused. */
    @Nullable Long append(LogId log) throws IOException {
      LogPaths paths = LogPaths.toWrite(ModelNode.DIRECTORY, log);
      try {
        LogWriter writer = LogWriter.open(context, paths, false, end -> {});
        LogBounds bounds = writer.bounds();
        long seq = bounds.highestSeq() + 1;
        CrashedLog.append(
            writer, List.of(JournalLines.tinyGroup(log.name(), seq, bounds.highestFact() + 1, 1)));
        writer.release();
        return seq;
      } catch (JournalException refused) {
        return null;
      }
    }
  }

  private interface Check {
    void changed(Use use, String where) throws IOException;
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>(Segment.files(disk, paths.segments()));
    files.add(paths.lines());
    return files;
  }

  /** Changes every bit of the bytes that are chosen by their place, and few of the others. */
  private int forEachBit(Path file, IntPredicate bytes, Check check) throws IOException {
    byte[] content = disk.content(file);
    int changes = 0;
    for (int at = 0; at < content.length; at++) {
      boolean every = bytes.test(at);
      if (!every && at % (content[at] == ' ' ? 64 : 2) != 0) {
        continue; // now and then, in the padding of stated facts less often
      }
      for (int bit = every ? 0 : at % 7; bit < (every ? 8 : at % 7 + 1); bit++) {
        byte[] changed = content.clone();
        changed[at] ^= (byte) (1 << bit);
        ModelDisk damaged = disk.copy();
        damaged.overwrite(file, changed);
        check.changed(new Use(damaged, settings), "%s at byte %d, bit %d".formatted(file, at, bit));
        changes++;
      }
    }
    return changes;
  }

  @Test
  void ofALineHidesThatLineAndNoOther() throws IOException {
    List<Path> files = files();
    int changes = 0;

    for (Path file : files) {
      byte[] content = disk.content(file);
      int firstLine = file.equals(files.get(0)) ? lineEnd(content) : -1;
      int lastLine = content.length - (file.equals(paths.lines()) ? lineEnd(content) + 1 : 0);
      changes +=
          forEachBit(
              file,
              at -> at <= firstLine || at >= lastLine,
              (use, where) -> {
                byte[] changed = use.disk().content(file);
                onlyOneLineIsHidden(use, where);
                byte[] after = use.disk().content(file);
                assertThat(Arrays.mismatch(changed, after)).as(where).isIn(-1, changed.length);
              });
    }

    assertThat(files).hasSizeGreaterThan(2);
    assertThat(changes).isGreaterThan(LINES * 50);
  }

  private static int lineEnd(byte[] content) {
    int at = 0;
    while (content[at] != '\n') {
      at++;
    }
    return at;
  }

  private void onlyOneLineIsHidden(Use use, String where) throws IOException {
    Left left = use.read(ORDERS);
    Set<LogState.Line> hidden = new LinkedHashSet<>(stored);
    left.lines().forEach(hidden::remove);

    assertThat(stored).as(where).containsAll(left.lines());
    assertThat(hidden).as(where).hasSizeLessThanOrEqualTo(2); // two where a line end is gone

    Long seq = use.append(ORDERS);
    Left after = use.read(ORDERS);
    assertThat(after.lines()).as(where).containsAll(left.lines());
    if (seq != null) {
      assertThat(seq).as(where).isGreaterThan(LINES);
      assertThat(after.lines()).as(where).anyMatch(line -> line.seq() == seq);
    }
    // A last line without its line end may be on its way, for who looks before anybody appends.
    boolean isTold = left.damages() > 0 || after.damages() > 0;
    assertThat(isTold || after.lines().containsAll(stored)).as(where).isTrue();
    assertThat(use.append(OTHER)).as(where).isEqualTo(3);
  }

  @Test
  void ofABlockSummaryOrFilterHidesNothing() throws IOException {
    int changes = 0;

    List<Path> segments = Segment.files(disk, paths.segments());
    for (Path segment : segments) {
      String name = segment.getFileName().toString().replace(".jsonl", LogPaths.BLOCKS);
      Path blocks = paths.segmentBlocks().resolve(name);
      boolean every = segment.equals(segments.get(1));
      changes += forEachBit(blocks, at -> every, this::nothingIsHidden);
      changes += forEachBit(FilterFile.beside(blocks), at -> false, this::nothingIsHidden);
    }

    assertThat(changes).isGreaterThan(1_000);
  }

  @Test
  void ofTheStatedFactsHidesNothing() throws IOException {
    byte[] content = disk.content(paths.stated());

    int changes =
        forEachBit(paths.stated(), at -> content[at] != ' ' && at % 3 == 0, this::nothingIsHidden);

    assertThat(changes).isGreaterThan(1_000);
  }

  private void nothingIsHidden(Use use, String where) throws IOException {
    assertThat(use.read(ORDERS)).as(where).isEqualTo(new Left(stored, 0));
    assertThat(use.append(ORDERS)).as(where).isEqualTo(LINES + 1);
    assertThat(use.read(ORDERS).lines()).as(where).hasSize(LINES + 1);
  }

  @Test
  void aCutFileKeepsItsLinesBeforeTheCutAndThoseOfOtherFiles() throws IOException {
    List<Path> files = files();

    for (Path file : files) {
      byte[] content = disk.content(file);
      // Behind the first line: a file without any line of the journal counts as another program's.
      for (int length = lineEnd(content) + 1; length < content.length; length += 3) {
        String where = "%s cut at byte %d".formatted(file, length);
        ModelDisk damaged = disk.copy();
        damaged.overwrite(file, Arrays.copyOf(content, length));
        Use use = new Use(damaged, settings);

        Left left = use.read(ORDERS);
        Long seq = use.append(ORDERS);

        assertThat(stored).as(where).containsAll(left.lines());
        int cut = wholeLines(content, content.length) - wholeLines(content, length);
        assertThat(left.lines()).as(where).hasSizeBetween(LINES - cut, LINES);
        assertThat(seq == null || seq > LINES).as(where).isTrue();
        assertThat(use.append(OTHER)).as(where).isEqualTo(3);
      }
    }

    assertThat(files).hasSizeGreaterThan(2);
  }

  private static int wholeLines(byte[] content, int length) {
    int lines = 0;
    for (int at = 0; at < length; at++) {
      lines += content[at] == '\n' ? 1 : 0;
    }
    return lines;
  }
}
