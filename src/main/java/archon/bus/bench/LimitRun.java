package archon.bus.bench;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventLimits;
import archon.bus.topic.Durability;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What is left of publishing without a bus: this thread makes and encodes events, a second one
 * appends whatever waits to a file, and syncs it where the bus would.
 */
final class LimitRun implements Run {
  private static final int NEWS_EVERY = 1_000;

  private final Lab lab;
  private final long events;
  private final Encoding encoding;
  private final byte[] lineEnd; // what the encoding leaves out

  private LimitRun(Lab lab, long events, Encoding encoding, String lineEnd) {
    this.lab = lab;
    this.events = events;
    this.encoding = encoding;
    this.lineEnd = lineEnd.getBytes(StandardCharsets.US_ASCII);
  }

  /** Encodes with the plainest code. */
  static LimitRun plain(Lab lab, long events) {
    return new LimitRun(lab, events, (maker, n) -> maker.json(n, Instant.now()), "\n");
  }

  /** Makes and encodes events as publishers to a bus do. */
  static LimitRun encoded(Lab lab, long events) {
    EventLimits limits =
        new EventLimits(
            Math.toIntExact(lab.settings().config().getBytes("archon.bus.limits.max-event-bytes")),
            lab.settings().config().getInt("archon.bus.limits.max-depth"));
    return new LimitRun(
        lab,
        events,
        (maker, n) -> EncodedEvent.forPublish(maker.event(n, Instant.now()), limits).head(),
        "}\n");
  }

  private interface Encoding {
    /** Event {@code n}. */
    byte[] encode(EventMaker maker, long n);
  }

  @Override
  public Outcome once() throws InterruptedException {
    Path directory = lab.files().newDirectory("limit");
    Path file = directory.resolve("limit.jsonl");
    EventMaker maker = new EventMaker(new BenchTopics(1), load().payloadBytes());
    boolean sync = lab.settings().sync().equals("batch");
    Window window = new Window(load().window());
    long nanos;
    try (Appender appender = Appender.start(file, sync, window, lineEnd)) {
      long started = System.nanoTime();
      for (long n = 0; n < events; n++) {
        byte[] json = encoding.encode(maker, n);
        window.enter();
        appender.append(json);
        if (n % NEWS_EVERY == 0) {
          lab.watcher().done(NEWS_EVERY);
        }
      }
      window.drain();
      nanos = System.nanoTime() - started;
    }
    verify(file, maker.made());
    double lineBytes = (double) BenchFiles.bytesOfEvents(directory) / events;
    lab.files().discard(directory);
    return new Outcome(
        List.of(new Reading("events_per_second", events / (nanos / 1e9))),
        sync ? Durability.DISK : Durability.OS,
        lineBytes);
  }

  private void verify(Path file, Tally expected) {
    lab.watcher().begins("verifying");
    Tally found = new Tally(1);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        found.add(0, UUID.fromString(Event.fromJson(line).id()));
      }
    } catch (IOException | BusException e) {
      throw new BenchFailed("verification of %s: %s".formatted(file, e.getMessage()), e);
    }
    if (found.events() != expected.events() || !found.hasSameIdsAs(expected)) {
      throw new BenchFailed(
          "verification of %s: expected the %d events written once each but found %d, or others"
              .formatted(file, expected.events(), found.events()));
    }
  }

  @Override
  public Load load() {
    return lab.settings().load().onePublisher().oneTopic();
  }
}
