package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "t",
        "service/api.health",
        "user-events",
        "日本",
        "a b",
        "..",
        ".",
        "🌍",
        "a\\b",
        "\u2028",
        "%2F"
      })
  void takesAnyNameWithoutControlCharactersAndWildcards(String name) {
    assertThat(new Topic(name)).hasToString(name);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "a*, U+002A at character 2",
        ">, U+003E at character 1",
        "\"a\nb\", U+000A at character 2",
        "\"\u0000\", U+0000 at character 1",
        "x\u007f, U+007F at character 2",
        "\u0085x, U+0085 at character 1",
        "a\ud800, U+D800 at character 2",
        "\udc00\ud800, U+DC00 at character 1"
      })
  void saysWhichCharacterIsRefused(String name, String place) {
    assertThatThrownBy(() -> new Topic(name))
        .isInstanceOf(EventRefused.class)
        .hasMessageEndingWith(place)
        .message()
        .doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void refusesTheEmptyName() {
    assertThatThrownBy(() -> new Topic(""))
        .isInstanceOf(EventRefused.class)
        .hasMessage("topic must be a non-empty string");
  }
}
