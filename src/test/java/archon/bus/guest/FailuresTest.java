package archon.bus.guest;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.BusException;
import archon.bus.event.EventRefused;
import archon.bus.link.Failure;
import archon.bus.topic.BusOverloaded;
import archon.bus.topic.EventConflict;
import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishRefused;
import archon.bus.topic.TopicUnavailable;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class FailuresTest {
  private static final RuntimeException CAUSE = new RuntimeException("disk");

  static Stream<BusException> failures() {
    return Stream.of(
        new EventRefused("too large"),
        new EventConflict("orders", "7f0c", 42),
        BusOverloaded.events("orders", 5, 5),
        new TopicUnavailable("orders", "later", CAUSE),
        new PublishRefused("orders", "not stored"),
        new PublishOutcomeUnknown("orders", CAUSE));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void arriveAsWhatTheyWere(BusException failure) {
    BusException arrived = Failures.exception(Failures.told(failure));

    assertThat(arrived).isExactlyInstanceOf(failure.getClass()).hasMessage(failure.getMessage());
    assertThat(Failures.told(arrived)).isEqualTo(Failures.told(failure));
  }

  @Test
  void aConflictKeepsWhatStandsInTheWay() {
    Failure told = Failures.told(new CompletionException(new EventConflict("orders", "7f0c", 42)));

    EventConflict arrived = (EventConflict) Failures.exception(told);

    assertThat(List.of(arrived.topic(), arrived.eventId(), arrived.seq()))
        .isEqualTo(List.of("orders", "7f0c", 42L));
  }

  @Test
  void aMessageIsCutSoThatAFrameHoldsIt() {
    EventRefused refused = new EventRefused("topic " + "x".repeat(1 << 20));

    BusException arrived = Failures.exception(Failures.told(refused));

    assertThat(arrived).isInstanceOf(EventRefused.class).hasMessageStartingWith("topic xxx");
    assertThat(arrived.getMessage()).hasSizeLessThan(20_000);
  }

  @Test
  void whatHasNoNameKeepsItsMessage() {
    BusException arrived = Failures.exception(Failures.told(new IllegalStateException("odd")));
    BusException silent = Failures.exception(Failures.told(new IllegalStateException()));
    BusException later =
        Failures.exception(new Failure("of a later version", "new", null, null, 0));

    assertThat(arrived).isInstanceOf(RemoteFailure.class).hasMessage("odd");
    assertThat(silent).hasMessageContaining("IllegalStateException");
    assertThat(later).isInstanceOf(RemoteFailure.class).hasMessage("new");
  }
}
