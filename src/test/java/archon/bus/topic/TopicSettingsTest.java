package archon.bus.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopicSettingsTest {
  @Test
  void readsEveryKeyOfTheReference() {
    TopicSettings settings = TopicsFixture.DEFAULTS;

    assertThat(settings)
        .isEqualTo(
            new TopicSettings(
                20_000,
                16 * 1024 * 1024,
                1_000,
                4 * 1024 * 1024,
                10_000,
                100_000,
                Duration.ofMinutes(2),
                10_000,
                Duration.ofMillis(100),
                Duration.ofSeconds(5)));
    assertThat(ConfigFactory.defaultReference().getConfig("archon.bus.topic").root())
        .hasSize(TopicSettings.class.getRecordComponents().length);
  }

  @ParameterizedTest
  @CsvSource({
    "max-pending-events = 999,        archon.bus.topic.max-pending-events: expected 1000 to",
    "max-pending-bytes = 1MiB,        archon.bus.topic.max-pending-bytes: expected 4194304 to",
    "max-batch-events = 0,            archon.bus.topic.max-batch-events: expected 1 to",
    "max-batch-bytes = 1023,          archon.bus.topic.max-batch-bytes: expected 1024 to",
    "idempotence-horizon = 0,         archon.bus.topic.idempotence-horizon: expected 1 to",
    "snapshot-every-events = 0,       archon.bus.topic.snapshot-every-events: expected 1 to",
    "passivate-after = 0s,            archon.bus.topic.passivate-after: expected 1 to",
    "max-open = 0,                    archon.bus.topic.max-open: expected 1 to",
    "restart-backoff-min = 0s,        archon.bus.topic.restart-backoff-min: expected 1 to",
    "restart-backoff-max = 99ms,      archon.bus.topic.restart-backoff-max: expected 100 to",
  })
  void namesTheKeyThatIsOutOfItsBounds(String override, String message) {
    assertThatThrownBy(() -> TopicsFixture.settings(override))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void waitsTwiceAsLongAfterEachFailureUpToTheMaximum() {
    TopicSettings settings = TopicsFixture.DEFAULTS;

    assertThat(settings.backoff(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(settings.backoff(2)).isEqualTo(Duration.ofMillis(200));
    assertThat(settings.backoff(6)).isEqualTo(Duration.ofMillis(3200));
    assertThat(settings.backoff(7)).isEqualTo(Duration.ofSeconds(5));
    assertThat(settings.backoff(1_000_000)).isEqualTo(Duration.ofSeconds(5));
  }
}
