package archon.bus;

import static archon.bus.BusCalls.NOON;
import static archon.bus.BusCalls.event;
import static archon.bus.BusCalls.failureOf;
import static archon.bus.BusCalls.history;
import static archon.bus.BusCalls.join;
import static archon.bus.BusCalls.publish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.ClearResult;
import archon.bus.topic.EventConflict;
import archon.bus.topic.PublishResult;
import archon.bus.topic.PublishResult.Duplicate;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Events that are gone, and events that come again. */
@ParameterizedClass
@EnumSource
final class EventBusClearTest {
  @Parameter TestRole role;
  @TempDir Path directory;
  private EventBus bus;

  @BeforeEach
  void open() {
    bus = role.open(directory.resolve("events"));
  }

  @AfterEach
  void close() {
    bus.close();
    role.leave();
  }

  @Test
  void recognisesARepeatedIdAlsoAfterARestart() {
    Event event = event("orders", "shop", 0);
    join(bus.publish(event));

    PublishResult again = join(bus.publish(event.withTimestamp(NOON.plusSeconds(9))));
    bus.close();
    open();
    PublishResult afterRestart = join(bus.publish(event));

    assertThat(again).isInstanceOf(Duplicate.class).extracting(PublishResult::seq).isEqualTo(1L);
    assertThat(afterRestart).isEqualTo(new Duplicate(event, 1));
    assertThat(failureOf(bus.publish(event("orders", "other", 0).withId(event.id()))))
        .isInstanceOf(EventConflict.class);
    assertThat(history(bus, HistoryQuery.topic("orders"))).hasSize(1);
  }

  @Test
  void clearForgetsEventsButNeverASeq() {
    publish(bus, event("clear.me", "s", 0), event("clear.me", "s", 1), event("keep.me", "s", 0));

    long cleared = join(bus.clear("clear.me"));
    long nothing = join(bus.clear("does.not.exist"));
    PublishResult next = join(bus.publish(event("clear.me", "s", 2)));

    assertThat(cleared).isEqualTo(2);
    assertThat(nothing).isZero();
    assertThat(next.seq()).isEqualTo(3);
    assertThat(history(bus, HistoryQuery.topic("clear.me")))
        .extracting(StoredEvent::seq)
        .containsExactly(3L);
    assertThat(history(bus, HistoryQuery.topic("keep.me"))).hasSize(1);
    assertThat(join(bus.clear(">"))).isEqualTo(2);
    assertThat(join(bus.topics())).isEmpty();
  }

  @Test
  void goesOnNumberingAfterClearAndRestart() {
    publish(bus, event("numbers", "s", 0), event("numbers", "s", 1));
    join(bus.clear("numbers"));
    bus.close();
    open();

    PublishResult next = join(bus.publish(event("numbers", "s", 2)));

    assertThat(next.seq()).isEqualTo(3);
  }

  @Test
  void clearsToTheEventAlsoInTheMiddleOfWhatWasStoredTogether() {
    List<Event> stored = events("together", 10);
    join(bus.publishAll(stored.subList(0, 4)));
    join(bus.publishAll(stored.subList(4, 10)));

    ClearResult cleared = join(bus.clear(ClearRequest.topic("together").before(7)));

    assertThat(cleared.eventsByTopic()).containsExactly(entry("together", 6L));
    assertThat(seqs("together")).containsExactly(7L, 8L, 9L, 10L);
    bus.close();
    open();
    assertThat(seqs("together")).containsExactly(7L, 8L, 9L, 10L);
    assertThat(join(bus.publish(event("together", "s", 11))).seq()).isEqualTo(11);
    assertThat(join(bus.clear("together"))).isEqualTo(5);
  }

  @Test
  void clearsWhatIsBeforeATimeAndNothingThatIsNot() {
    for (int second : new int[] {-30, -10, -20, 5, -5, 10}) {
      publish(bus, event("timed.a", "s", second));
    }
    publish(bus, event("timed.b", "s", 0), event("other", "s", -1));

    ClearResult cleared = join(bus.clear(ClearRequest.topic("timed.*").before(NOON)));

    assertThat(cleared.eventsByTopic()).containsExactly(entry("timed.a", 3L), entry("timed.b", 0L));
    assertThat(cleared.events()).isEqualTo(3);
    assertThat(seqs("timed.a")).containsExactly(4L, 5L, 6L);
    assertThat(seqs("other")).containsExactly(1L);
  }

  @Test
  void recognisesARepeatedEventAlsoAfterItWasClearedAndTheBusWasOpenedAgain() {
    List<Event> stored = events("repeated", 6);
    join(bus.publishAll(stored));
    join(bus.clear(ClearRequest.topic("repeated").before(4)));
    bus.close();
    open();

    assertThat(join(bus.publish(stored.get(4)))).isEqualTo(new Duplicate(stored.get(4), 5));
    assertThat(join(bus.publish(stored.get(1)))).isEqualTo(new Duplicate(stored.get(1), 2));

    join(bus.clear("repeated"));
    bus.close();
    open();
    assertThat(join(bus.publish(stored.get(5)))).isEqualTo(new Duplicate(stored.get(5), 6));
  }

  @Test
  void recognisesARepeatedEventAlsoAfterItExpired() {
    String keepsTwo = "archon.bus.journal.topics=[{topic=few,retention.max-events=2}]";
    Path place = directory.resolve("expiring");
    List<Event> stored = events("few", 5);
    try (EventBus first = role.open(place, keepsTwo)) {
      join(first.publishAll(stored.subList(0, 3)));
      join(first.publishAll(stored.subList(3, 5)));
    }

    try (EventBus second = role.open(place, keepsTwo)) {
      PublishResult again = join(second.publish(stored.get(1)));
      long cleared = join(second.clear("few"));

      assertThat(again).isEqualTo(new Duplicate(stored.get(1), 2));
      assertThat(cleared).isEqualTo(2);
    }
  }

  private static List<Event> events(String topic, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(n -> event(topic, "s", n)).toList();
  }

  private List<Long> seqs(String topic) {
    return history(bus, HistoryQuery.topic(topic)).stream().map(StoredEvent::seq).sorted().toList();
  }
}
