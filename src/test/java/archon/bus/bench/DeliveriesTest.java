package archon.bus.bench;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class DeliveriesTest {
  private final EventMaker maker = new EventMaker(new BenchTopics(1), EventMaker.MIN_PAYLOAD_BYTES);
  private final List<Event> events =
      List.of(maker.event(0, Instant.now()), maker.event(1, Instant.now()));
  private final long idHash = events.stream().mapToLong(event -> Verifier.idHash(event.id())).sum();
  private final Deliveries deliveries = new Deliveries(new BenchTopics(1), new Tally(1));

  private void deliver(long seq, int event) {
    deliveries.add(new StoredEvent(seq, events.get(event)));
  }

  @Test
  void acceptEachEventOnceAndInOrder() {
    deliver(1, 0);
    deliver(2, 1);

    assertThatCode(() -> deliveries.verify(2, idHash)).doesNotThrowAnyException();
  }

  @Test
  void beginBehindWhatIsStored() {
    Tally stored = new Tally(1);
    stored.add(0, UUID.randomUUID());
    Deliveries behind = new Deliveries(new BenchTopics(1), stored);

    behind.add(new StoredEvent(2, events.get(0)));
    behind.add(new StoredEvent(3, events.get(1)));

    assertThatCode(() -> behind.verify(2, idHash)).doesNotThrowAnyException();
  }

  @Test
  void refuseAnEventThatCameTwice() {
    deliver(1, 0);
    deliver(1, 0);
    deliver(2, 1);

    assertRefused("expected seq 2 but seq 1 came");
  }

  @Test
  void refuseAnotherOrder() {
    deliver(2, 1);
    deliver(1, 0);

    assertRefused("expected seq 1 but seq 2 came");
  }

  @Test
  void missAnEvent() {
    deliver(1, 0);

    assertRefused("expected 2 events but 1 came");
  }

  @Test
  void refuseAnEventThatIsNotStored() {
    deliver(1, 0);
    deliver(2, 0);

    assertRefused("other events");
  }

  private void assertRefused(String complaint) {
    assertThatThrownBy(() -> deliveries.verify(2, idHash))
        .isInstanceOf(BenchFailed.class)
        .hasMessageContaining(complaint);
  }
}
