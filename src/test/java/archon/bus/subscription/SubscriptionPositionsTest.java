package archon.bus.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.EventFormatException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SubscriptionPositionsTest {
  @Test
  void isWrittenAsOneLineOfJson() {
    SubscriptionPositions positions =
        new SubscriptionPositions("billing", List.of("task.*"), Map.of("task.done", 43L));

    assertThat(positions.toJson())
        .isEqualTo(
            "{\"name\":\"billing\",\"patterns\":[\"task.*\"],\"positions\":"
                + "[{\"topic\":\"task.done\",\"seq\":43}]}");
  }

  @Test
  void isReadBackAsItWasWritten() {
    SubscriptionPositions positions =
        new SubscriptionPositions(
            "日本/\"x\"",
            List.of("a", "b.>"),
            Map.of("a", Long.MAX_VALUE, "b.\n", 1L, "b.\ud800", 2L));

    assertThat(SubscriptionPositions.fromJson(positions.toJson())).isEqualTo(positions);
  }

  @Test
  void ignoresMembersOfLaterVersions() {
    String json = "{\"later\":1,\"name\":\"n\",\"patterns\":[\"a\"],\"positions\":[]}";

    assertThat(SubscriptionPositions.fromJson(json))
        .isEqualTo(new SubscriptionPositions("n", List.of("a"), Map.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"patterns\":[\"a\"],\"positions\":[]}",
        "{\"name\":\"n\",\"positions\":[]}",
        "{\"name\":\"n\",\"patterns\":[\"a\"]}",
        "{\"name\":\"n\",\"patterns\":[\"a\"],\"positions\":[{\"seq\":1}]}",
        "{\"name\":\"n\",\"patterns\":[1],\"positions\":[]}",
        "{\"name\":\"n\",\"patterns\":[\"a\"],\"positions\":[{\"topic\":\"a\",\"seq\":0}]}",
        "{\"name\":\"n\",\"patterns\":[\"a\"],\"positions\":[{\"topic\":\"a\",\"seq\":1.5}]}",
        "{\"name\":\"n\",\"patterns\":[\"a\"],\"positions\":[{\"topic\":\"a\",\"seq\":9223372036854775808}]}"
      })
  void refusesAnythingElse(String json) {
    assertThatThrownBy(() -> SubscriptionPositions.fromJson(json))
        .isInstanceOf(EventFormatException.class);
  }
}
