package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JournalSettingsTest {
  private static final Config SECTION = ConfigFactory.load().getConfig("archon.bus.journal");

  @Test
  void defaultsAreThoseOfTheReference() {
    assertThat(JournalSettings.from(SECTION)).isEqualTo(JournalSettings.DEFAULT);
  }

  @ParameterizedTest
  @CsvSource({
    "sync, interval",
    "io-threads, 0",
    "io-threads, 65",
    "max-line-bytes, 1000",
    "max-line-bytes, 3GiB",
    "file-mode, 0600",
    "directory-mode, rwx"
  })
  void refusesAValueOutOfBoundsAndNamesTheKey(String key, String value) {
    Config section = ConfigFactory.parseString(key + " = " + value).withFallback(SECTION);

    assertThatThrownBy(() -> JournalSettings.from(section))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("archon.bus.journal." + key + ": expected");
  }
}
