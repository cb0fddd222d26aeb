package archon.bus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.EventBus;
import archon.bus.event.Event;
import archon.bus.journal.Damage;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifierTest {
  private static final Config CONFIG =
      ConfigFactory.parseString("archon.bus.journal.sync = os").withFallback(ConfigFactory.load());
  private static final int EVENTS = 10;
  private static final int EVENTS_OF_A_TOPIC = EVENTS / 2;

  @TempDir Path directory;

  private final BenchTopics topics = new BenchTopics(2);
  private final Tally stored = new Tally(2);
  private Tally acknowledged;

  @BeforeEach
  void publish() throws InterruptedException {
    Load load = new Load(2, 1, 1, 4, EventMaker.MIN_PAYLOAD_BYTES, 1);
    try (EventBus bus = EventBus.open(directory, CONFIG)) {
      Publishers publishers = new Publishers(bus, topics, load, new IdleWatcher());
      acknowledged = publishers.publish(EVENTS, n -> Instant.now()).tally();
    }
  }

  private long verify() {
    return new Verifier(directory, CONFIG, topics, stored, new IdleWatcher()).verify(acknowledged);
  }

  @Test
  void acceptsExactlyWhatWasAcknowledged() throws IOException {
    List<String> lines = lines(0);

    long idHash = verify();

    assertThat(lines).hasSize(EVENTS_OF_A_TOPIC);
    assertThat(idHash).isNotZero();
  }

  @Test
  void readsOnlyWhatIsNotKnown() {
    stored.add(acknowledged);
    acknowledged = new Tally(2);

    long idHash = verify();

    assertThat(idHash).isZero();
  }

  @Test
  void missesAnEventRemovedFromTheEnd() throws IOException {
    List<String> lines = lines(0);

    write(lines.subList(0, lines.size() - 1));

    assertFails(this::verify, "seq 5");
  }

  @Test
  void missesAnEventRemovedFromTheMiddle() throws IOException {
    List<String> lines = lines(0);

    lines.remove(2);
    write(lines);

    assertThatThrownBy(this::verify).isInstanceOf(BenchFailed.class);
  }

  @Test
  void refusesAnEventTooMany() {
    acknowledged = new Tally(2);
    acknowledged.add(1, UUID.randomUUID());

    assertFails(this::verify, "expected the 0 events acknowledged but found 5");
  }

  @Test
  void refusesAnotherEventInPlaceOfOne() {
    Tally other = new Tally(2);
    for (int i = 0; i < EVENTS_OF_A_TOPIC; i++) {
      other.add(0, new UUID(i, i));
      other.add(1, new UUID(i, i));
    }
    acknowledged = other;

    assertFails(this::verify, "sum of the ids");
  }

  @Test
  void refusesATopicThatNobodyPublishedTo() throws IOException {
    Event stray = Event.create("stray", Map.of(), "somebody");

    Files.writeString(directory.resolve("stray.jsonl"), stray.toJson() + "\n");

    assertFails(this::verify, "found [stray]");
  }

  @Test
  void takesDamageForAFailure() throws IOException {
    Damage.flipBit(file(0), 40);

    assertThatThrownBy(this::verify).isInstanceOf(BenchFailed.class);
  }

  private static void assertFails(ThrowingCallable verification, String complaint) {
    assertThatThrownBy(verification)
        .isInstanceOf(BenchFailed.class)
        .hasMessageStartingWith("verification")
        .hasMessageContaining(complaint);
  }

  private Path file(int topic) {
    return directory.resolve(topics.name(topic) + ".jsonl");
  }

  private List<String> lines(int topic) throws IOException {
    return Files.readAllLines(file(topic));
  }

  private void write(List<String> lines) throws IOException {
    Files.writeString(file(0), String.join("\n", lines) + "\n");
  }
}
