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
      @SuppressWarnings({"unchecked", "rawtypes"})
      List<LineGroup>[] all = appends.toArray(new List[0]);
      CrashedLog crashed =
          CrashedLog.after(directory, FaultyDisk.withoutForce(), LogId.topic("t"), all);
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

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
