package archon.bus.guest;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.read.TopicSelection;
import archon.bus.topic.Delivery;
import archon.bus.topic.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RemotePushesTest {
  private final AtomicInteger wakes = new AtomicInteger();
  private final RemotePushes pushes = new RemotePushes(wakes::incrementAndGet);

  /** A subscriber that remembers what it is told. */
  private final class Listener {
    final List<Long> hints = new ArrayList<>();
    final AtomicInteger interruptions = new AtomicInteger();
    final Registration registration;

    Listener(String... topics) {
      registration =
          pushes.register(TopicSelection.of(topics), this::hear, interruptions::incrementAndGet);
    }

    private void hear(Delivery push) {
      hints.add(push.lastSeq());
    }
  }

  private List<List<String>> asked() {
    return SentToNode.by(
            out -> {
              pushes.fill(out);
              return false;
            })
        .watched;
  }

  @Test
  void asksForWhatAllOfThemWantOneQuestionAtATime() {
    new Listener("a", "task.*");
    new Listener("task.*", "b");

    assertThat(asked()).containsExactly(List.of("a", "task.*", "b"));
    new Listener("c");
    assertThat(asked()).isEmpty(); // the answer would not tell which question it is to
    int wakesBefore = wakes.get();
    pushes.watched();

    assertThat(wakes.get()).isGreaterThan(wakesBefore);
    assertThat(asked()).containsExactly(List.of("a", "task.*", "b", "c"));
    pushes.watched();
    assertThat(asked()).isEmpty();
  }

  @Test
  void asksForAllTopicsIfTheNodeTakesNoListOfThoseThatAreWanted() {
    new Listener("a".repeat(500), "b".repeat(600));

    List<List<String>> asked =
        SentToNode.by(
                out -> {
                  pushes.fill(out);
                  return false;
                },
                1_000)
            .watched;

    assertThat(asked).containsExactly(List.of(">"));
  }

  @Test
  void tellsEachOnceAConnectionThatPushesComeFromNowOn() {
    Listener first = new Listener("a");
    asked();
    Listener late = new Listener("b");

    pushes.watched();
    assertThat(first.interruptions).hasValue(1);
    assertThat(late.interruptions).hasValue(0);
    asked();
    pushes.watched();
    assertThat(first.interruptions).hasValue(1);
    assertThat(late.interruptions).hasValue(1);
    pushes.disconnected();
    assertThat(asked()).containsExactly(List.of("a", "b"));
    pushes.watched();

    assertThat(first.interruptions).hasValue(2);
    assertThat(late.interruptions).hasValue(2);
  }

  @Test
  void givesAHintToThoseWhoWantItsTopic() {
    Listener tasks = new Listener("task.*");
    Listener orders = new Listener("orders");

    pushes.hint("task.completed", 3, 7);
    tasks.registration.cancel();
    pushes.hint("task.completed", 8, 9);

    assertThat(tasks.hints).containsExactly(7L);
    assertThat(orders.hints).isEmpty();
    assertThat(asked()).containsExactly(List.of("orders"));
  }

  @Test
  void goesOverToTheTopicsOfThisProcess() {
    List<Registration> cancelled = new ArrayList<>();
    List<String> registered = new ArrayList<>();
    Listener before = new Listener("a");
    Listener left = new Listener("left");

    pushes.promote(
        (topics, subscriber, afterInterruption) -> {
          registered.add(topics.patterns().get(0).text());
          subscriber.accept(Delivery.hint("a", 1, 5));
          return new Registration() {
            @Override
            public void cancel() {
              cancelled.add(this);
            }
          };
        });
    left.registration.cancel();
    Listener after = new Listener("late");

    assertThat(registered).containsExactly("a", "left", "late");
    assertThat(before.interruptions).hasValue(1);
    assertThat(before.hints).containsExactly(5L);
    assertThat(cancelled).hasSize(1);
    assertThat(after.hints).containsExactly(5L);
  }
}
