package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
