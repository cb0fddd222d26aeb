package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TopicPatternTest {
  @ParameterizedTest
  @CsvSource({
    "task.done, task.done, true",
    "task.done, task.done.ok, false",
    "task.done, task, false",
    "task.*, task.done, true",
    "task.*, task.done.ok, false",
    "task.*, task, false",
    "task.*, task., true",
    "*.done, task.done, true",
    "*.done, task.failed, false",
    "*.*, a.b, true",
    "*.*, a, false",
    "*, a, true",
    "*, a.b, false",
    "*, service/api, true",
    "a.*.c, a.b.c, true",
    "a.*.c, a.b.d, false",
    "a.*.c, a.b.c.d, false",
    "task.>, task.done, true",
    "task.>, task.done.ok, true",
    "task.>, task, false",
    "task.>, tasks.done, false",
    "*.>, a.b.c, true",
    "*.>, a, false",
    ">, a, true",
    ">, a.b.c, true",
    "a..b, a..b, true"
  })
  void selects(String pattern, String topic, boolean selected) {
    assertThat(new TopicPattern(pattern).matches(topic)).isEqualTo(selected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "task.d*", "*task", "a.>.b", ">.a", "a>", "**", "a.**", "a.>>"})
  void refusesAWildcardThatIsNoWholeToken(String pattern) {
    assertThatThrownBy(() -> new TopicPattern(pattern)).isInstanceOf(EventRefused.class);
  }

  @ParameterizedTest
  @CsvSource({"task.done, true", "task.*, false", ">, false"})
  void knowsPlainNames(String pattern, boolean plain) {
    assertThat(new TopicPattern(pattern).isPlain()).isEqualTo(plain);
  }

  @Test
  void coversWhatSelectsNothingThatItDoesNotSelectItself() {
    List<String> topics = texts(5, List.of("a", "b", "another"));
    List<TopicPattern> patterns = patterns();

    for (TopicPattern pattern : patterns) {
      for (TopicPattern other : patterns) {
        boolean covers =
            topics.stream().filter(other::matches).allMatch(topic -> pattern.matches(topic));

        assertThat(pattern.covers(other)).as("%s covers %s", pattern, other).isEqualTo(covers);
      }
    }
  }

  /** All of up to three tokens; topics of five tell them apart. */
  private static List<TopicPattern> patterns() {
    List<String> texts = new ArrayList<>(texts(3, List.of("a", "b", "*")));
    texts.add(">");
    texts(2, List.of("a", "b", "*")).forEach(start -> texts.add(start + ".>"));
    return texts.stream().map(TopicPattern::new).toList();
  }

  private static List<String> texts(int maxTokens, List<String> tokens) {
    List<String> all = new ArrayList<>(tokens);
    List<String> last = tokens;
    for (int i = 1; i < maxTokens; i++) {
      last = last.stream().flatMap(text -> tokens.stream().map(t -> text + "." + t)).toList();
      all.addAll(last);
    }
    return all;
  }
}
