package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
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
    "sync, sometimes",
    "sync-interval, 0s",
    "sync-interval, 2h",
    "segment-bytes, 4000",
    "segment-bytes, 2TiB",
    "segment-age, 999ms",
    "segment-age, 3651d",
    "retention.max-age, 999ms",
    "retention.max-age, -1d",
    "retention.max-bytes, -1",
    "retention.max-events, -1",
    "retention.check-interval, 0s",
    "retention.check-interval, 2d",
    "max-open-files, 0",
    "max-open-files, 1000001",
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

  @Test
  void aTopicIsKeptAsTheFirstRuleSaysThatMatchesIt() {
    JournalSettings settings =
        from(
            """
            sync-interval = 1s
            retention.max-events = 10
            topics = [
              { topic = "metrics.>", sync = os, retention.max-age = 7d }
              { topic = metrics.cpu, sync = interval }
            ]""");

    LogSettings matched = settings.of(LogId.topic("metrics.cpu"));
    LogSettings other = settings.of(LogId.topic("orders"));

    assertThat(matched.sync()).isEqualTo(SyncPolicy.OS);
    assertThat(matched.retention()).isEqualTo(new Retention(Duration.ofDays(7), 0, 10));
    assertThat(matched.syncInterval()).isEqualTo(Duration.ofSeconds(1));
    assertThat(other.sync()).isEqualTo(SyncPolicy.BATCH);
    assertThat(other.retention()).isEqualTo(new Retention(Duration.ZERO, 0, 10));
  }

  @Test
  void logsOfOtherActorsNeverExpireAndNoRuleIsForThem() {
    JournalSettings settings =
        from("retention.max-events = 10, topics = [{ topic = account-1, sync = os }]");

    LogSettings account = settings.of(LogId.entity("account-1"));

    assertThat(account.sync()).isEqualTo(SyncPolicy.BATCH);
    assertThat(account.retention().isLimited()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sync = never | sync: expected one of batch, interval, os but found \"never\"",
        "sync-interval = soon | sync-interval: expected 1ms to 1h but found \"soon\"",
        "segment-bytes = [] | segment-bytes: expected 4KiB to 1TiB but found []",
        "retention = 7d | retention: expected a block { … } but found \"7d\"",
        "retention.max-events = many | retention.max-events: expected 0 or more but found \"many\"",
        "topic = a>b | topic: expected a topic or a pattern such as metrics.> but found \"a>b\""
      })
  void namesTheWholeKeyOfAMistakeInARule(String mistake, String problem) {
    String topic = mistake.startsWith("topic") ? "" : "topic = b, ";
    String rules = "topics = [{ topic = a }, { %s%s }]".formatted(topic, mistake);

    assertThatThrownBy(() -> from(rules))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem)
        .hasMessageStartingWith("archon.bus.journal.topics[1].");
  }

  @Test
  void takesNullForNothing() {
    for (String key : JournalSettings.topicRuleKeys()) {
      String topic = key.equals("topic") ? "" : "topic = a, ";

      assertThatThrownBy(() -> from("topics = [{ %s%s = null }]".formatted(topic, key)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("archon.bus.journal.topics[0]." + key + ": expected")
          .hasMessageContaining("but found nothing");
    }
  }

  @Test
  void aRuleNamesItsTopics() {
    assertThatThrownBy(() -> from("topics = [{ sync = os }]"))
        .hasMessage(
            "archon.bus.journal.topics[0].topic: expected a topic or a pattern such as metrics.> but found nothing");
  }

  @Test
  void everyKeyOfARuleIsRead() {
    for (String key : JournalSettings.topicRuleKeys()) {
      String topic = key.equals("topic") ? "" : "topic = a, ";

      assertThatThrownBy(() -> from("topics = [{ %s%s = { a = 1 } }]".formatted(topic, key)))
          .hasMessageContaining("archon.bus.journal.topics[0]." + key + ": expected");
    }
  }

  private static JournalSettings from(String text) {
    return JournalSettings.from(ConfigFactory.parseString(text).withFallback(SECTION));
  }
}
