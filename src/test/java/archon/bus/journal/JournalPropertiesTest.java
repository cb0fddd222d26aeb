package archon.bus.journal;

import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static archon.bus.journal.JournalLines.tinyGroup;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

final class JournalPropertiesTest {
  @Property(tries = 100)
  void anyGroupsCutAtAnyByteRecoverAPrefixOfWholeGroups(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 1, max = 6) Integer> groups,
      @ForAll @IntRange(max = 10_000) int tenThousandths)
      throws IOException {
    Path directory = Files.createTempDirectory("journal");
    try {
      List<List<LineGroup>> appends = new ArrayList<>();
      List<Long> ends = new ArrayList<>(List.of(0L));
      long seq = 0;
      for (int i = 0; i < groups.size(); i++) {
        appends.add(List.of(tinyGroup("t", seq + 1, i + 1, groups.get(i))));
        seq += groups.get(i);
        ends.add(seq);
      }
      CrashedLog crashed =
          CrashedLog.after(directory, FaultyDisk.withoutForce(), LogId.topic("t"), appends);
      byte[] whole = crashed.lines();
      Files.write(
          crashed.paths.lines(),
          Arrays.copyOf(whole, (int) ((long) whole.length * tenThousandths / 10_000)));

      long highest = crashed.open().bounds().highestSeq();

      assertThat(ends).contains(highest);
      assertThat(seqs(readAll(crashed.reader(), LogId.topic("t"))))
          .isEqualTo(LongStream.rangeClosed(1, highest).boxed().toList());
    } finally {
      delete(directory);
    }
  }

  /** What a user, an operator or a limit does with a topic. */
  enum Step {
    APPEND {
      @Override
      void run(ModelNode node, int number) {
        node.append(LogId.topic("t"), number, 1 + number % 4);
      }
    },
    APPEND_SEVERAL {
      @Override
      void run(ModelNode node, int number) {
        node.append(LogId.topic("t"), number % 20, 1, 1 + number % 3, 2);
      }
    },
    CLEAR {
      @Override
      void run(ModelNode node, int number) {
        node.deleteTo(LogId.topic("t"), node.state(LogId.topic("t")).highestFact());
      }
    },
    EXPIRE {
      @Override
      void run(ModelNode node, int number) {
        long facts = node.state(LogId.topic("t")).highestFact();
        node.deleteTo(LogId.topic("t"), facts * number / 200);
      }
    },
    RESTART {
      @Override
      void run(ModelNode node, int number) {
        node.release(LogId.topic("t"));
        node.open(LogId.topic("t"));
      }
    };

    abstract void run(ModelNode node, int number);
  }

  @Property(tries = 200)
  void anyProgramLeavesWhatAListWouldHoldAndIsReadFromAnySeqOn(
      @ForAll @Size(min = 1, max = 40) List<Step> steps,
      @ForAll @IntRange(min = 1, max = 200) int number,
      @ForAll boolean sealing) {
    LogId log = LogId.topic("t");
    ModelNode node = ModelNode.onNewDisk(ModelNode.sealingAt(sealing ? 1_000 : 1_000_000));
    node.open(log);

    for (Step step : steps) {
      step.run(node, number);
      node.look(log);
      node.lookFromOutside(log);
    }

    List<LogState.Line> readable = node.state(log).readable();
    for (long from = 1; from <= node.state(log).highestSeq() + 1; from += 1 + number / 10) {
      long first = from;
      assertThat(node.readFrom(log, from))
          .isEqualTo(readable.stream().filter(line -> line.seq() >= first).toList());
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
