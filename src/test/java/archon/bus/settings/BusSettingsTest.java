package archon.bus.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import archon.bus.event.EventLimits;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValueFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BusSettingsTest {
  /** Keys that Pekko reads, or our plugins when Pekko starts them. */
  private static final Pattern READ_ELSEWHERE =
      Pattern.compile(
          "(journal|snapshot-store)\\.(class|events-dir|.*dispatcher|circuit-breaker\\..*)"
              + "|journal\\.(recovery-event-timeout|replay-filter\\..*|write-response-global-order)"
              + "|journal\\.max-replayed-events"
              + "|read-journal\\..*"
              + "|dispatchers\\..*");

  @Test
  void takesTheDefaults() {
    BusSettings settings = BusSettings.from(ConfigFactory.load());

    assertThat(settings.limits()).isEqualTo(EventLimits.DEFAULT);
    assertThat(settings.lockWait()).hasSeconds(5);
    assertThat(settings.node().timeout()).hasSeconds(10);
  }

  @Test
  void readsEveryKeyThatReferenceConfStates() {
    List<String> unread = new ArrayList<>();

    for (String key : keys()) {
      if (!READ_ELSEWHERE.matcher(key).matches() && isAccepted(withNonsense(key))) {
        unread.add(key);
      }
    }

    assertThat(unread).isEmpty();
  }

  @Test
  void namesTheKeyOfAWrongTypeAndItsPlace() {
    Config config = with("\narchon.bus.limits.max-depth = deep");

    assertThatThrownBy(() -> BusSettings.from(config))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("max-depth")
        .hasMessageContaining("an operator's file: 2");
  }

  @ParameterizedTest
  @CsvSource({
    "lock-wait, -1s",
    "limits.max-event-bytes, 1023",
    "limits.max-event-bytes, 65MiB",
    "limits.max-event-bytes, 4GiB",
    "limits.max-depth, 0",
    "limits.max-depth, 501",
    "node.timeout, 1999ms",
    "node.max-guests, 0",
    "journal.io-threads, 0",
    "journal.sync, sometimes",
    "journal.file-mode, 0600",
    "topic.idempotence-horizon, -1",
    "subscription.window-max-events, 0",
    "history.max-buffer-bytes, 1",
    "replay.max-buffer-bytes, 1",
    "http.host, 192.168.0.1",
    "http.host, 0.0.0.0",
    "http.port, 65536",
    "http.max-body-bytes, 1023",
    "http.max-bodies-bytes, 1MiB",
    "http.max-streams, 0",
    "http.heartbeat, 31s"
  })
  void namesTheKeyOfAValueOutOfBoundsAndWhatItFound(String key, String value) {
    Config config = with("archon.bus.%s = %s".formatted(key, value));

    assertThatThrownBy(() -> BusSettings.from(config))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("archon.bus." + key)
        .hasMessageContaining("expected")
        .hasMessageContaining("found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host = bus.example | archon.bus.http.host",
        "host = 0.0.0.0, tls { certificate = a, private-key = b } | archon.bus.http.host",
        "tls.certificate = a | archon.bus.http.tls",
        "tokens = [{ name = \"\", sha256 = s3cret }] | archon.bus.http.tokens[0].name",
        "tokens = [{ name = shop, sha256 = s3cret }] | archon.bus.http.tokens[0].sha256",
        "tokens = [{ name = shop }] | sha256",
        "tokens = [{ name = shop, sha256 = s3cret, raed = [] }] | did you mean archon.bus.http.tokens[0].read?",
        "tokens = [{ name = shop, sha256 = s3cret, port = 1 }] | state it as archon.bus.http.port",
        "tokens = [{ name = shop, sha256 = s3cret, read = [\"a*\"] }] | archon.bus.http.tokens[0].read",
      })
  void refusesDoorsThatDoNotClose(String settings, String told) {
    Config config = with("archon.bus.http { %s }".formatted(settings));

    assertThatThrownBy(() -> BusSettings.from(config))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining(told)
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void refusesEventsThatTheJournalCouldNotReadBack() {
    Config config =
        with("archon.bus { limits.max-event-bytes = 2MiB, journal.max-line-bytes = 2MiB }");

    assertThatThrownBy(() -> BusSettings.from(config))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("archon.bus.limits.max-event-bytes")
        .hasMessageContaining("archon.bus.journal.max-line-bytes");
  }

  /** Whatever a key says: it is accepted, or the problem names the key. */
  @ParameterizedTest
  @ValueSource(strings = {"null", "{ a = 1 }", "\"\\u0000\"", "99999999999999999999"})
  void answersAnyValueOfAnyKeyWithATypedProblemAtMost(String value) {
    List<String> answers = new ArrayList<>();

    for (String key : keys()) {
      if (READ_ELSEWHERE.matcher(key).matches()) {
        continue;
      }
      Throwable problem = problem("archon.bus.%s = %s".formatted(key, value));
      String name = key.substring(key.lastIndexOf('.') + 1);
      boolean isNamed =
          problem instanceof ConfigProblem && String.valueOf(problem.getMessage()).contains(name);
      if (problem != null && !isNamed) {
        answers.add(key + ": " + problem);
      }
    }

    assertThat(answers).isEmpty();
  }

  private static @Nullable Throwable problem(String setting) {
    return catchThrowable(() -> BusSettings.from(with(setting)));
  }

  private static List<String> keys() {
    return ConfigFactory.parseResources(BusSettings.class.getClassLoader(), "reference.conf")
        .getConfig("archon.bus")
        .entrySet()
        .stream()
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  private static boolean isAccepted(Config config) {
    return catchThrowable(
            () -> {
              BusSettings.from(config);
              EventsDirectory.resolve(config, Map.of());
            })
        == null;
  }

  /** A list of lists is no value of any type that a setting has. */
  private static Config withNonsense(String key) {
    return ConfigFactory.load()
        .withValue(
            "archon.bus." + key, ConfigValueFactory.fromIterable(List.of(List.of("nonsense"))));
  }

  private static Config with(String text) {
    ConfigParseOptions named =
        ConfigParseOptions.defaults().setOriginDescription("an operator's file");
    return ConfigFactory.parseString(text, named).withFallback(ConfigFactory.load()).resolve();
  }
}
