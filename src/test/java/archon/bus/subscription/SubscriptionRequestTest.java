package archon.bus.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.EventRefused;
import archon.bus.read.StartPosition;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SubscriptionRequestTest {
  @Test
  void asksForNewEventsWithoutRetriesOrAName() {
    SubscriptionRequest request = SubscriptionRequest.topic("task.*");

    assertThat(request.start()).isEqualTo(StartPosition.New.INSTANCE);
    assertThat(request.name()).isNull();
    assertThat(request.retries()).isEqualTo(Retries.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"billing", "billing/eu", ".hidden", "日本", "a b"})
  void takesNamesThatAFileCanCarry(String name) {
    assertThat(SubscriptionRequest.topic("a").named(name).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a*", ">", "\ud800"})
  void refusesNamesThatBreakARule(String name) {
    SubscriptionRequest request = SubscriptionRequest.topic("a");

    assertThatThrownBy(() -> request.named(name))
        .isInstanceOf(SubscriptionRefused.class)
        .hasMessageContaining("subscription name");
  }

  @Test
  void boundsTheLengthOfANameAsItsFileDoes() {
    SubscriptionRequest request = SubscriptionRequest.topic("a");

    assertThat(request.named("n".repeat(200)).name()).hasSize(200);
    assertThatThrownBy(() -> request.named("n".repeat(201)))
        .hasMessageContaining("1 to 200 bytes")
        .hasMessageContaining("found 201 bytes");
    assertThatThrownBy(() -> request.named("é".repeat(34))).hasMessageContaining("204 bytes");
  }

  @Test
  void refusesWhatCannotBe() {
    SubscriptionRequest request = SubscriptionRequest.topic("a");

    assertThatThrownBy(() -> SubscriptionRequest.topic("a*")).isInstanceOf(EventRefused.class);
    assertThatThrownBy(() -> SubscriptionRequest.topics(new String[0]))
        .isInstanceOf(SubscriptionRefused.class);
    assertThatThrownBy(() -> request.window(0, 1)).isInstanceOf(SubscriptionRefused.class);
    assertThatThrownBy(() -> request.retries(-1, Duration.ZERO))
        .isInstanceOf(SubscriptionRefused.class);
    assertThatThrownBy(() -> request.retries(1, Duration.ofMinutes(1)))
        .isInstanceOf(SubscriptionRefused.class);
  }
}
