package archon.bus.journal;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventLimits;
import archon.bus.event.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Events, groups and reading in a few words. */
final class JournalLines {
  static final Instant START = Instant.parse("2026-04-16T12:00:00.123456Z");

  private JournalLines() {}

  /**
   * The event that stands at {@code seq} in these tests: its id, payload and time follow from it.
   */
  static Event event(String topic, long seq) {
    return new Event(
        new UUID(7, seq).toString(),
        topic,
        Json.of(Map.of("number", seq)),
        "fenrir",
        START.plusSeconds(seq),
        null,
        Json.EMPTY_OBJECT);
  }

  /** The default settings with all logs kept in this way, and looked after all the time. */
  static JournalSettings settings(LogSettings logs) {
    JournalSettings base = JournalSettings.DEFAULT;
    return new JournalSettings(
        logs,
        List.of(),
        Duration.ofMillis(20),
        base.ioThreads(),
        base.maxOpenFiles(),
        base.maxLineBytes(),
        base.fileMode(),
        base.directoryMode());
  }

  static byte[] head(Event event) {
    return EncodedEvent.forPublish(event, EventLimits.DEFAULT).head();
  }

  /** A topic's fact of {@code count} events. */
  static LineGroup group(String topic, long firstSeq, long fact, int count) {
    List<byte[]> heads = new ArrayList<>();
    for (long seq = firstSeq; seq < firstSeq + count; seq++) {
      heads.add(head(event(topic, seq)));
    }
    return new LineGroup(firstSeq, fact, true, heads);
  }

  /** As {@link #group}, but of lines so short that a test can cut them everywhere. */
  static LineGroup tinyGroup(String topic, long firstSeq, long fact, int count) {
    List<byte[]> heads = new ArrayList<>();
    for (long seq = firstSeq; seq < firstSeq + count; seq++) {
      heads.add("{\"topic\":\"%s\"".formatted(topic).getBytes(StandardCharsets.UTF_8));
    }
    return new LineGroup(firstSeq, fact, true, heads);
  }

  /**
   * Appends facts of one event each, seq and fact both from {@code from} to {@code to} (inclusive).
   */
  static void appendOneByOne(Journal journal, LogId log, long from, long to) {
    for (long seq = from; seq <= to; seq++) {
      await(journal.append(log, List.of(group(log.name(), seq, seq, 1))));
    }
  }

  /** Appends facts of one line, each a little above a mebibyte. */
  static void appendMegabytes(Journal journal, LogId log, int count) {
    String filler = "x".repeat(1024 * 1024);
    byte[] head = "{\"payload\":\"%s\"".formatted(filler).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < count; i++) {
      LogBounds bounds = await(journal.bounds(log));
      LineGroup next =
          new LineGroup(bounds.highestSeq() + 1, bounds.highestFact() + 1, true, List.of(head));
      await(journal.append(log, List.of(next)));
    }
  }

  static <T> T await(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  static List<JournalLine> readAll(LineCursor cursor) {
    List<JournalLine> lines = new ArrayList<>();
    for (JournalLine line = cursor.next(); line != null; line = cursor.next()) {
      lines.add(line);
    }
    return lines;
  }

  static List<JournalLine> readAll(JournalReader reader, LogId log) {
    try (LineCursor cursor = reader.lines(log, 1)) {
      return readAll(cursor);
    }
  }

  static List<Long> seqs(List<JournalLine> lines) {
    return lines.stream().map(JournalLine::seq).toList();
  }

  /** All seqs that can be read, passing over damage. */
  static List<Long> readableSeqs(JournalReader reader, LogId log) {
    List<Long> seqs = new ArrayList<>();
    try (LineCursor cursor = reader.lines(log, 1)) {
      readIntact(cursor, line -> seqs.add(line.seq()));
    }
    return seqs;
  }

  /** Reads to the end, passing over damage. */
  static void readIntact(LineCursor cursor, Consumer<JournalLine> consumer) {
    while (true) {
      try {
        JournalLine line = cursor.next();
        if (line == null) {
          return;
        }
        consumer.accept(line);
      } catch (DamagedLine e) {
        cursor.skipDamage();
      }
    }
  }
}
