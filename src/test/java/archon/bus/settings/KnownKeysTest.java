package archon.bus.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KnownKeysTest {

  @Test
  void acceptsWhatReferenceConfStates() {
    Config config = ConfigFactory.defaultReference();

    assertThatCode(() -> KnownKeys.check(config)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "event-dir, events-dir",
    "limits.max-event-size, limits.max-event-bytes",
    "limit.max-depth, limits.max-depth",
    "history.maxBufferBytes, history.max-buffer-bytes",
    "dispatchers.actors.throughputs, dispatchers.actors.throughput"
  })
  void namesTheNearestKey(String misspelt, String nearest) {
    Config config = with("archon.bus." + misspelt + " = 1");

    assertThatThrownBy(() -> KnownKeys.check(config))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("archon.bus." + misspelt)
        .hasMessageContaining("did you mean archon.bus." + nearest + "?");
  }

  @ParameterizedTest
  @CsvSource({
    "sink, sync",
    "sync-intervall, sync-interval",
    "retention.max-ages, retention.max-age",
    "retentoin.max-events, retention.max-events"
  })
  void namesTheNearestKeyInsideTheObjectsOfAList(String misspelt, String nearest) {
    Config config =
        with(
            "archon.bus.journal.topics = [{ topic = a }, { topic = b, %s = 1 }]"
                .formatted(misspelt));

    assertThatThrownBy(() -> KnownKeys.check(config))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("archon.bus.journal.topics[1]." + misspelt + " at an operator's file")
        .hasMessageContaining("did you mean archon.bus.journal.topics[1]." + nearest + "?");
  }

  @Test
  void saysThatASettingHoldsForAllTopicsAlike() {
    Config config = with("archon.bus.journal.topics = [{ topic = a, io-threads = 2 }]");

    assertThatThrownBy(() -> KnownKeys.check(config))
        .hasMessageContaining("archon.bus.journal.topics[0].io-threads")
        .hasMessageContaining("state it as archon.bus.journal.io-threads");
  }

  @ParameterizedTest
  @ValueSource(strings = {"5", "null", "[metrics]", "[null]", "[[]]", "{ topic = a }"})
  void noticesTopicsThatAreNoListOfObjects(String topics) {
    Config config = with("archon.bus.journal.topics = " + topics);

    assertThatThrownBy(() -> KnownKeys.check(config))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("archon.bus.journal.topics")
        .hasMessageContaining("expected a list of objects");
  }

  @Test
  void noticesAValueWhereARuleHasABlock() {
    Config config = with("archon.bus.journal.topics = [{ topic = a, retention = 7d }]");

    assertThatThrownBy(() -> KnownKeys.check(config))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("archon.bus.journal.topics[0].retention")
        .hasMessageContaining("expected a block { … }");
  }

  @Test
  void takesAListByTheNumbersOfItsObjects() {
    Config config = with("archon.bus.journal.topics.0 { topic = a, sync = os }");

    assertThatCode(() -> KnownKeys.check(config)).doesNotThrowAnyException();
  }

  @Test
  void namesThePlaceOfTheUnknownKey() {
    Config config = with("\n\narchon.bus.limits.depth = 1");

    assertThatThrownBy(() -> KnownKeys.check(config)).hasMessageContaining("an operator's file: 3");
  }

  @Test
  void noticesAnUnknownKeyAmongTheSystemProperties() {
    System.setProperty("archon.bus.limits.depth", "1");
    ConfigFactory.invalidateCaches();
    try {
      Config config = ConfigFactory.load();

      assertThatThrownBy(() -> KnownKeys.check(config))
          .hasMessageContaining("archon.bus.limits.depth");
    } finally {
      System.clearProperty("archon.bus.limits.depth");
      ConfigFactory.invalidateCaches();
    }
  }

  @Test
  void noticesAValueWhereABlockIsExpected() {
    Config config = with("archon.bus.limits = 5");

    assertThatThrownBy(() -> KnownKeys.check(config))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("archon.bus.limits");
  }

  @Test
  void refusesAConfigurationWithoutTheDefaults() {
    Config config = ConfigFactory.parseString("archon.bus.events-dir = events");

    assertThatThrownBy(() -> KnownKeys.check(ConfigFactory.empty()))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("ConfigFactory.load");
    assertThatThrownBy(() -> KnownKeys.check(config))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("ConfigFactory.load");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "journal.recovery-event-timeout = 1m",
        "journal.event-adapters.mine = com.example.Adapter",
        "journal.event-adapter-bindings.\"com.example.Event\" = mine",
        "dispatchers.actors.thread-pool-executor.fixed-pool-size = 2",
        "snapshot-store.circuit-breaker.max-failures = 3",
        "dispatchers.blocking-io.thread-pool-executor.keep-alive-time = 10s"
      })
  void leavesToPekkoWhatPekkoReads(String setting) {
    Config config = with("archon.bus." + setting);

    assertThatCode(() -> KnownKeys.check(config)).doesNotThrowAnyException();
  }

  @Test
  void looksOnlyBelowItsOwnRoot() {
    Config config = with("archon.agents.count = 3, archonbus.x = 1, pekko.loglevl = INFO");

    assertThatCode(() -> KnownKeys.check(config)).doesNotThrowAnyException();
  }

  private static Config with(String text) {
    ConfigParseOptions named =
        ConfigParseOptions.defaults().setOriginDescription("an operator's file");
    return ConfigFactory.parseString(text, named)
        .withFallback(ConfigFactory.defaultReference())
        .resolve();
  }
}
