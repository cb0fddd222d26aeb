package archon.bus.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubscriptionSettingsTest {
  private static final Config DEFAULTS =
      ConfigFactory.defaultReference().getConfig("archon.bus.subscription");

  @Test
  void readsEveryKeyOfTheReference() {
    SubscriptionSettings settings = SubscriptionSettings.from(DEFAULTS);

    assertThat(settings)
        .isEqualTo(
            new SubscriptionSettings(
                10_000,
                8L << 20,
                500,
                1_000,
                Duration.ofMillis(200),
                Duration.ofSeconds(5),
                Duration.ofMillis(100),
                Duration.ofSeconds(30)));
    assertThat(DEFAULTS.root()).hasSize(SubscriptionSettings.class.getRecordComponents().length);
  }

  @ParameterizedTest
  @CsvSource({
    "window-max-events, 0",
    "window-max-bytes, 1023B",
    "batch-max-events, 0",
    "position-max-unsaved, 0",
    "position-save-interval, 0ms",
    "recheck-interval, 2d",
    "retry-backoff-min, 0ms",
    "retry-backoff-max, 99ms"
  })
  void refusesAValueOutOfBoundsAndNamesItsKey(String key, String value) {
    Config config = ConfigFactory.parseString(key + " = " + value).withFallback(DEFAULTS);

    assertThatThrownBy(() -> SubscriptionSettings.from(config))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("archon.bus.subscription." + key);
  }

  @Test
  void doublesItsBackoffUpToTheLongest() {
    Backoff backoff = SubscriptionSettings.from(DEFAULTS).retryBackoff();

    assertThat(backoff.after(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.after(3)).isEqualTo(Duration.ofMillis(400));
    assertThat(backoff.after(1_000_000)).isEqualTo(Duration.ofSeconds(30));
  }
}
