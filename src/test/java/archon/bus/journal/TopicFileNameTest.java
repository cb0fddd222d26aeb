package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.EventRefused;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicFileNameTest {
  private static String encode(String topic) {
    return TopicFileName.encode(LogId.topic(topic));
  }

  @ParameterizedTest
  @CsvSource({
    "task.completed, task.completed",
    "user-events_2, user-events_2",
    "service/api.health, service%2Fapi.health",
    "日本, %E6%97%A5%E6%9C%AC",
    ".hidden, %2Ehidden",
    ".., %2E.",
    "a%2Fb, a%252Fb",
    "two words, two%20words",
  })
  void encodesAsTheContractSays(String topic, String fileName) {
    assertThat(encode(topic)).isEqualTo(fileName);
    assertThat(TopicFileName.decode(fileName)).isEqualTo(topic);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a%2fb", "a%41", "a b", "%", "%4", "%zz", "..", ".x", "a/b", "%FF", "日本"})
  void decodesNothingElse(String fileName) {
    assertThat(TopicFileName.decode(fileName)).isNull();
    assertThat(TopicFileName.mayHoldOtherTopics(fileName)).isTrue();
  }

  @Property(tries = 500)
  void neverLeavesItsDirectoryAndIsDecodedToWhatItWas(
      @ForAll @StringLength(min = 1, max = 40) String topic) {
    String encoded;
    try {
      encoded = encode(topic);
    } catch (EventRefused e) {
      return;
    }

    assertThat(encoded).matches("[A-Za-z0-9_%-][A-Za-z0-9._%-]*");
    assertThat(TopicFileName.decode(encoded)).isEqualTo(topic);
  }

  @Test
  void refusesNamesAboveTheBoundWithTheCount() {
    assertThat(encode("x".repeat(240))).hasSize(240);
    assertThatThrownBy(() -> encode("x".repeat(241)))
        .isInstanceOf(EventRefused.class)
        .hasMessageContaining("241");
    assertThatThrownBy(() -> encode("/".repeat(81)))
        .isInstanceOf(EventRefused.class)
        .hasMessageContaining("243");
    assertThatThrownBy(() -> encode("\ud800"))
        .isInstanceOf(EventRefused.class)
        .hasMessageContaining("surrogate");
  }

  @Test
  void shortenedNamesThatBeginAlikeAreNotTheSame() {
    String id = "a".repeat(400);

    assertThat(FileName.of(id + "1")).isNotEqualTo(FileName.of(id + "2"));
    assertThat(FileName.of(id).length()).isLessThanOrEqualTo(TopicFileName.MAX_BYTES);
  }
}
