package archon.bus.journal;

import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.tinyGroup;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.BusException;
import archon.bus.event.EventRefused;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Input of any kind: typed refusals, no hang, nothing outside of the directory. */
@Timeout(120)
@ExtendWith(QuietLog.class)
final class FuzzTest {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final LogId ORDERS = LogId.topic("orders");

  @TempDir Path parent;

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anyBytesInPlaceOfLinesAreReadAndRecoveredOrRefused(boolean afterACleanStop)
      throws IOException {
    ModelNode node = ModelNode.onNewDisk(JournalSettings.DEFAULT);
    node.open(ORDERS);
    for (int group = 0; group < 6; group++) {
      node.append(ORDERS, 5, 1 + group % 3);
    }
    List<LogState.Line> stored = node.state(ORDERS).lines();
    if (afterACleanStop) {
      node.release(ORDERS);
    }
    Path lines = LogPaths.toWrite(ModelNode.DIRECTORY, ORDERS).lines();
    byte[] whole = node.disk().content(lines);

    int appended = 0;
    for (long seed = 1; seed <= 1_000; seed++) {
      ModelDisk disk = node.disk().copy();
      disk.overwrite(lines, mutated(whole, new Random(seed)));
      ReadContext context = context(disk);

      List<LogState.Line> read = new ArrayList<>();
      try (LineCursor cursor = JournalReader.of(context).lines(ORDERS, 1)) {
        JournalLines.readIntact(
            cursor,
            line -> {
              if (isOurs(line)) {
                read.add(LogState.Line.of(line));
              }
            });
      }

      assertThat(stored).as("seed %d", seed).containsAll(read);
      appended += appends(context, seed) ? 1 : 0;
    }
    assertThat(appended).isPositive();
  }

  /** What has lost every trace of the journal and is still an event may be a predecessor's. */
  private static boolean isOurs(JournalLine line) {
    return new String(line.json(), StandardCharsets.UTF_8).contains("\"crc\":");
  }

  private static ReadContext context(ModelDisk disk) {
    return new ReadContext(
        disk, ModelNode.DIRECTORY, JournalSettings.DEFAULT, LogEnds.UNKNOWN, new Warnings());
  }

  private static boolean appends(ReadContext context, long seed) throws IOException {
    LogBounds bounds;
    try {
      LogPaths paths = LogPaths.toWrite(ModelNode.DIRECTORY, ORDERS);
      LogWriter writer = LogWriter.open(context, paths, false, end -> {});
      bounds = writer.bounds();
      CrashedLog.append(
          writer,
          List.of(tinyGroup("orders", bounds.highestSeq() + 1, bounds.highestFact() + 1, 2)));
    } catch (JournalException refused) {
      return false;
    }
    assertThat(JournalLines.readableSeqs(JournalReader.of(context), ORDERS))
        .as("seed %d", seed)
        .endsWith(bounds.highestSeq() + 1, bounds.highestSeq() + 2);
    return true;
  }

  /** A few ranges overwritten, removed, doubled, moved or replaced by what JSON is made of. */
  private static byte[] mutated(byte[] whole, Random random) {
    byte[] bytes = whole;
    for (int change = random.nextInt(4); change >= 0; change--) {
      int from = random.nextInt(bytes.length + 1);
      int to = from + random.nextInt(Math.min(200, bytes.length - from) + 1);
      byte[] middle =
          switch (random.nextInt(6)) {
            case 0 -> new byte[to - from];
            case 1 -> new byte[0];
            case 2 -> randomBytes(random, random.nextInt(50));
            case 3 ->
                "{\"seq\":9223372036854775807,\"crc\":\"00000000\"}\n"
                    .getBytes(StandardCharsets.UTF_8);
            case 4 -> "}\n{\"a\":[[[[\"\\ud800\n\n".getBytes(StandardCharsets.UTF_8);
            default -> concat(slice(bytes, from, to), slice(bytes, from, to));
          };
      bytes = concat(concat(slice(bytes, 0, from), middle), slice(bytes, to, bytes.length));
    }
    return bytes;
  }

  private static byte[] randomBytes(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  static Stream<String> names() {
    return Stream.of(
        "..",
        ".",
        "%2e",
        "%2E%2E%2F",
        "a/../../b",
        "../../etc/passwd",
        "/etc/passwd",
        "..\\..\\b",
        "x".repeat(300),
        "日".repeat(100),
        "nul\0byte",
        "line\nend",
        "esc\u001b[31m",
        "\ud800",
        "Twin",
        "twin",
        "TWIN",
        ".archon-bus",
        ".archon-bus/topics/orders",
        "orders.jsonl",
        "CON",
        "a:b",
        "*",
        "a.>",
        " ",
        "~",
        "-rf",
        "$(touch x)",
        "%",
        "%00",
        "\u202egnp.exe");
  }

  @ParameterizedTest
  @MethodSource("names")
  void anyNameIsStoredInTheDirectoryOrRefused(String name) throws IOException {
    Path events = parent.resolve("inside").resolve("events");
    Files.createDirectories(events);
    boolean stored;
    try (Journal journal = Journal.open(events, JournalSettings.DEFAULT)) {
      LogId log = LogId.topic(name);
      stored = isStored(journal, log);
      if (stored) {
        assertThat(readAll(journal.reader(), log)).hasSize(2);
        assertThat(await(journal.deleteTo(log, 1))).isEqualTo(2);
        assertThat(readAll(journal.reader(), log)).isEmpty();
      } else {
        assertThat(readAll(journal.reader(), log)).isEmpty();
        assertThat(journal.reader().topics()).isEmpty();
      }
    }

    try (Stream<Path> beside = Files.list(parent);
        Stream<Path> above = Files.list(parent.resolve("inside"))) {
      assertThat(beside).containsExactly(parent.resolve("inside"));
      assertThat(above).containsExactly(events);
    }
  }

  private static boolean isStored(Journal journal, LogId log) {
    try {
      byte[] head =
          ("{\"topic\":" + MAPPER.valueToTree(log.name())).getBytes(StandardCharsets.UTF_8);
      await(journal.append(log, List.of(new LineGroup(1, 1, true, List.of(head, head)))));
      return true;
    } catch (BusException refused) {
      assertThat(refused).isInstanceOf(EventRefused.class);
      return false;
    }
  }

  @Test
  void namesThatDifferInCaseAloneAreDifferentTopicsOrRefused() {
    Path events = parent.resolve("events");
    try (Journal journal = Journal.open(events, JournalSettings.DEFAULT)) {
      int stored = 0;
      for (String name : List.of("twin", "Twin", "TWIN")) {
        stored += isStored(journal, LogId.topic(name)) ? 1 : 0;
      }

      assertThat(journal.reader().topics()).hasSize(stored).contains("twin");
      assertThat(readAll(journal.reader(), LogId.topic("twin"))).hasSize(2);
    }
  }
}
