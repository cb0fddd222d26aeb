package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CursorTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"orders", "a:b", "a,b", "a b", "a+b", "100%", "日本", "é", "../x", "\uD83D\uDE00"})
  void comesBackAsItWasWritten(String topic) {
    Cursor cursor = Cursor.before(Map.of(topic, 42L, "other", 1L));

    Cursor read = Cursor.parse("after", cursor.toString());

    assertThat(read.nextSeqs()).isEqualTo(Map.of(topic, 42L, "other", 1L));
    assertThat(cursor.toString()).matches("[\\x21-\\x7e]+");
  }

  @Test
  void takesTopicsAsPeopleTypeThem() {
    assertThat(Cursor.parse("after", "a/b+c:3").nextSeqs()).isEqualTo(Map.of("a/b+c", 4L));
  }

  @Test
  void tellsThatThereIsNoTopicYet() {
    Cursor cursor = Cursor.before(Map.of());

    assertThat(cursor).hasToString("none");
    assertThat(Cursor.parse("after", "none").nextSeqs()).isEmpty();
  }

  @Test
  void goesOnAndTellsWhatWasNeeded() {
    Cursor cursor = Cursor.before(Map.of("orders", 5L));

    assertThat(cursor.advance("orders", 5)).isEqualTo(5);
    assertThat(cursor.advance("orders", 9)).isEqualTo(6);
    assertThat(cursor.advance("new", 1)).isEqualTo(1);
    assertThat(cursor).hasToString("new:1,orders:9");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "orders",
        "orders:",
        ":1",
        "orders:-1",
        "%zz:1",
        "a:1,,b:2",
        "a/b:1,a%2Fb:2",
        "orders:9223372036854775807"
      })
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> Cursor.parse("after", text)).isInstanceOf(Refusal.class);
  }
}
