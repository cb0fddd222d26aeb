package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventIntakeTest {
  private static final String TOPIC = "日本/\"task\"";

  private final Event event = Event.create(TOPIC, Map.of("text", "line\nbreak"), "fenrir");
  private final EncodedEvent encoded = EncodedEvent.of(event);

  @Test
  void takesAnEventAsItWasEncoded() {
    EncodedEvent taken = new EventIntake(TOPIC).take(encoded.head(), encoded.digest());

    assertThat(taken.head()).isSameAs(encoded.head());
    assertThat(taken.topic()).isEqualTo(TOPIC);
    assertThat(taken.event()).isEqualTo(event);
    assertThat(taken.event()).isSameAs(taken.event());
    assertThat(taken.sizeInBytes()).isEqualTo(encoded.sizeInBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"id\":\"",
        "{\"id\":\"x\",\"topic\":\"other\",\"payload\":{}",
        "{\"topic\":\"日本\",\"id\":\"x\"",
        "\u0000{"
      })
  void refusesWhatIsNoEventOfTheTopic(String head) {
    EventIntake intake = new EventIntake("日本");

    assertThatThrownBy(() -> intake.take(head.getBytes(StandardCharsets.UTF_8), encoded.digest()))
        .isInstanceOf(EventRefused.class)
        .hasMessageContaining("topic \"日本\"");
  }

  @Test
  void refusesABreakInTheLine() {
    byte[] broken = encoded.head().clone();
    broken[broken.length - 1] = '\n';

    assertThatThrownBy(() -> new EventIntake(TOPIC).take(broken, encoded.digest()))
        .isInstanceOf(EventRefused.class);
  }

  @Test
  void refusesANameThatNoTopicHas() {
    assertThatThrownBy(() -> new EventIntake("task.*")).isInstanceOf(EventRefused.class);
  }
}
