package archon.bus.read;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalReader;
import archon.bus.journal.JournalSettings;
import archon.bus.journal.LineGroup;
import archon.bus.journal.LogId;
import archon.bus.journal.SyncPolicy;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicReportsTest {
  private static final String TOPIC = "task.completed";
  private static final int MANY = 2_000; // several blocks of 64 KiB

  private static final JournalSettings SMALL_SEGMENTS =
      JournalSettings.from(
          ConfigFactory.parseString("segment-bytes = 100KiB")
              .withFallback(ConfigFactory.load().getConfig("archon.bus.journal")));

  @TempDir Path directory;

  @Test
  void addsUpWhatATopicHolds() throws IOException {
    append(5, -3, 7, 1);

    TopicExtent extent = report(TOPIC).extent();

    assertThat(extent)
        .isEqualTo(new TopicExtent(4, Files.size(file()), 1, 4, new TimeSpan(at(-3), at(7))));
  }

  @Test
  void countsToTheEventWhereAClearEndsInsideABlock() throws IOException {
    append(IntStream.range(0, MANY).toArray());
    try (Journal journal = open()) {
      journal.deleteLinesTo(LogId.topic(TOPIC), 777).toCompletableFuture().join();
    }
    List<String> lines = Files.readAllLines(file());

    TopicExtent rest = report(TOPIC).extent();
    TopicExtent part = TopicReports.of(outside()).extent(TOPIC, 1_555);
    TopicExtent none = TopicReports.of(outside()).extent(TOPIC, 777);

    assertThat(outside().blocks(TOPIC)).hasSizeGreaterThan(2);
    assertThat(rest)
        .isEqualTo(
            new TopicExtent(
                MANY - 777,
                bytes(lines.subList(777, MANY)),
                778,
                MANY,
                new TimeSpan(at(777), at(MANY - 1))));
    assertThat(part)
        .isEqualTo(
            new TopicExtent(
                778,
                bytes(lines.subList(777, 1_555)),
                778,
                1_555,
                new TimeSpan(at(777), at(1_554))));
    assertThat(none).isEqualTo(new TopicExtent(0, 0, 778, 777, null));
  }

  @Test
  void addsUpSealedFilesToo() throws IOException {
    append(SMALL_SEGMENTS, IntStream.range(0, MANY).toArray());
    try (Journal journal = open()) {
      journal.deleteLinesTo(LogId.topic(TOPIC), 777).toCompletableFuture().join();
    }
    List<String> lines = new ArrayList<>();
    try (Stream<Path> sealed = Files.list(directory.resolve(TOPIC))) {
      for (Path segment : sealed.sorted().toList()) {
        lines.addAll(Files.readAllLines(segment));
      }
    }
    lines.addAll(Files.readAllLines(file()));

    TopicReport report = report(TOPIC);

    assertThat(report.health().state()).isEqualTo(TopicHealth.State.OK);
    assertThat(report.extent())
        .isEqualTo(
            new TopicExtent(
                MANY - 777,
                bytes(lines.subList(lines.size() - MANY + 777, lines.size())),
                778,
                MANY,
                new TimeSpan(at(777), at(MANY - 1))));
  }

  @Test
  void tellsOfATopicThatNeverWas() {
    TopicReport report = report("none");

    assertThat(report.extent()).isEqualTo(new TopicExtent(0, 0, 1, 0, null));
    assertThat(report.health().state()).isEqualTo(TopicHealth.State.OK);
  }

  @Test
  void tellsHowATopicIsKept() {
    JournalSettings settings =
        JournalSettings.from(
            ConfigFactory.parseString("topics = [{ topic = \"metrics.>\", sync = interval }]")
                .withFallback(ConfigFactory.load().getConfig("archon.bus.journal")));

    TopicReports reports = TopicReports.of(JournalReader.of(directory, settings));

    assertThat(reports.report("metrics.cpu").settings().sync()).isEqualTo(SyncPolicy.INTERVAL);
    assertThat(reports.report("orders").settings().sync()).isEqualTo(SyncPolicy.BATCH);
  }

  @Test
  void tellsWhereTheFirstDamagedLineIs() throws IOException {
    append(1, 2, 3, 4, 5);
    change("{\"at\":2}", "{\"at\":7}");
    change("{\"at\":4}", "{\"at\":7}");
    long byteOffset = Files.readAllLines(file()).get(0).length() + 1L;

    TopicReport report = report(TOPIC);

    assertThat(report.health())
        .isEqualTo(
            new TopicHealth(
                TopicHealth.State.DAMAGED,
                "seq 2 at byte %d of %s.jsonl".formatted(byteOffset, TOPIC)));
    assertThat(report.extent().events()).isEqualTo(3);
    assertThat(report.extent().lastSeq()).isEqualTo(5);
  }

  @Test
  void noticesLinesThatAreMissingAtTheEnd() throws IOException {
    append(1, 2, 3);
    List<String> lines = Files.readAllLines(file());
    Files.writeString(file(), String.join("\n", lines.subList(0, 2)) + "\nnonsense\n");

    assertThat(report(TOPIC).health().state()).isEqualTo(TopicHealth.State.DAMAGED);
    assertThat(report(TOPIC).health().reason()).startsWith("seq 3 at byte");
  }

  @Test
  void saysWhyATopicCannotBePublishedTo() throws IOException {
    String odd = "世".repeat(60); // fits into a file name as it is, but not encoded
    Event event = FakeBlocks.events(odd, 1).get(0).event();
    Files.writeString(directory.resolve(odd + ".jsonl"), event.toJson() + "\n");

    TopicHealth health = report(odd).health();

    assertThat(health.state()).isEqualTo(TopicHealth.State.READ_ONLY);
    assertThat(health.reason()).contains("240");
  }

  @Test
  void saysThatATopicsFileWasReplacedWhileInUse() throws IOException {
    append(1, 2, 3);
    Path copy = directory.resolve("copy");
    try (Journal journal = open()) {
      journal
          .append(LogId.topic(TOPIC), List.of(new LineGroup(4, 2, true, heads(4))))
          .toCompletableFuture()
          .join();
      Path stated = Path.of(".archon-bus", "topics", TOPIC + ".stated");
      Files.createDirectories(copy.resolve(stated).getParent());
      Files.copy(directory.resolve(stated), copy.resolve(stated));
    }
    Event other = FakeBlocks.events(TOPIC, 9).get(0).event();
    Files.writeString(copy.resolve(TOPIC + ".jsonl"), other.toJson() + "\n");

    TopicHealth health =
        TopicReports.of(JournalReader.of(copy, JournalSettings.DEFAULT)).report(TOPIC).health();

    assertThat(health.state()).isEqualTo(TopicHealth.State.READ_ONLY);
    assertThat(health.reason()).contains("replaced while in use");
  }

  @Test
  void leavesOutWhatHasExpired() throws IOException {
    append(IntStream.range(0, MANY).toArray());
    JournalSettings keepsFew =
        JournalSettings.from(
            ConfigFactory.parseString("retention.max-events = 700")
                .withFallback(ConfigFactory.load().getConfig("archon.bus.journal")));

    TopicReport report = TopicReports.of(JournalReader.of(directory, keepsFew)).report(TOPIC);

    assertThat(report.health().state()).isEqualTo(TopicHealth.State.OK);
    assertThat(report.extent().events()).isEqualTo(700);
    assertThat(report.extent().firstSeq()).isEqualTo(MANY - 699);
  }

  @Test
  void reportsATopicWhoseFileCannotBeRead() throws IOException {
    Files.createDirectory(file());

    TopicReport report = report(TOPIC);

    assertThat(report.health().state()).isEqualTo(TopicHealth.State.UNREADABLE);
    assertThat(report.health().reason()).contains(file().toString());
    assertThat(report.extent().events()).isZero();
  }

  private TopicReport report(String topic) {
    return TopicReports.of(outside()).report(topic);
  }

  private JournalReader outside() {
    return JournalReader.of(directory, JournalSettings.DEFAULT);
  }

  private Journal open() {
    return Journal.open(directory, JournalSettings.DEFAULT);
  }

  private Path file() {
    return directory.resolve(TOPIC + ".jsonl");
  }

  private static List<byte[]> heads(int... seconds) {
    return FakeBlocks.events(TOPIC, seconds).stream()
        .map(StoredEvent::event)
        .map(event -> EncodedEvent.of(event).head())
        .toList();
  }

  private static Instant at(int second) {
    return FakeBlocks.START.plusSeconds(second);
  }

  private static long bytes(List<String> lines) {
    return lines.stream().mapToLong(line -> line.length() + 1L).sum();
  }

  private void change(String from, String to) throws IOException {
    Files.writeString(file(), Files.readString(file()).replace(from, to));
  }

  /** In facts of a hundred events. */
  private void append(int... seconds) {
    append(JournalSettings.DEFAULT, seconds);
  }

  private void append(JournalSettings settings, int... seconds) {
    List<byte[]> heads = heads(seconds);
    try (Journal journal = Journal.open(directory, settings)) {
      for (int i = 0; i < heads.size(); i += 100) {
        List<byte[]> group = heads.subList(i, Math.min(i + 100, heads.size()));
        journal
            .append(LogId.topic(TOPIC), List.of(new LineGroup(i + 1, i / 100 + 1, true, group)))
            .toCompletableFuture()
            .join();
      }
    }
  }
}
