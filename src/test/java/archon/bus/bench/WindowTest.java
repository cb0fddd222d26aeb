package archon.bus.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.Event;
import archon.bus.topic.Durability;
import archon.bus.topic.PublishResult;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class WindowTest {
  private static final Event EVENT =
      new EventMaker(new BenchTopics(1), EventMaker.MIN_PAYLOAD_BYTES).event(0, Instant.EPOCH);

  private final Window window = new Window(2);

  @Test
  void letsTheNextOneInOnceAnEventIsAcknowledged() {
    window.enter();
    window.enter();
    CompletableFuture<Void> third = CompletableFuture.runAsync(window::enter);

    assertThat(third).isNotDone();
    window.acknowledge(1);

    third.join();
  }

  @Test
  void tellsHowDurableItsEventsAre() {
    window.enter();
    window.accept(new PublishResult.Stored(EVENT, 1, Durability.DISK), null);

    assertThat(window.drain()).isEqualTo(Durability.DISK);
  }

  @Test
  void failsWithWhatAPublishFailedWith() {
    window.enter();
    window.accept(null, new CompletionException(new IllegalStateException("disk on fire")));

    assertThatThrownBy(window::drain)
        .isInstanceOf(BenchFailed.class)
        .hasMessageContaining("disk on fire");
  }

  @Test
  void failsWhenAnEventWasStoredBefore() {
    window.enter();
    window.accept(new PublishResult.Duplicate(EVENT, 1), null);

    assertThatThrownBy(window::drain).isInstanceOf(BenchFailed.class);
  }

  @Test
  void failsWhenEventsAreNotEquallyDurable() {
    window.enter();
    window.accept(new PublishResult.Stored(EVENT, 1, Durability.DISK), null);
    window.enter();
    window.accept(new PublishResult.Stored(EVENT, 2, Durability.OS), null);

    assertThatThrownBy(window::drain).isInstanceOf(BenchFailed.class);
  }
}
