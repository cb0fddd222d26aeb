package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ViaTest {
  private static int start(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return Via.start(bytes, 0, bytes.length);
  }

  @Test
  void isFoundAtTheEnd() {
    String json = "{\"metadata\":{},\"via\":\"redis-2\"";
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

    assertThat(start(json)).isEqualTo(json.indexOf(",\"via\""));
    assertThat(Via.name(bytes, start(json), bytes.length)).isEqualTo("redis-2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"",
        "{\"metadata\":{}",
        "{\"metadata\":{\"a\":\"b\"}",
        "{\"metadata\":{},\"via\":\"\"",
        "{\"metadata\":{},\"via\":\"Redis\"",
        "{\"metadata\":{},\"via\":\"a\\\"",
        "{\"metadata\":{},\"via\":\"abcdefghijklmnopqrstuvwxyz0123456789\"",
        ",\"via\":\"redis\"",
        "ia\":\"redis\""
      })
  void nothingElseIsTakenForIt(String json) {
    assertThat(start(json)).isEqualTo(json.getBytes(StandardCharsets.UTF_8).length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Redis", "a b", "a\"", "abcdefghijklmnopqrstuvwxyz0123456789"})
  void isRefusedIfItCouldNotBeFound(String name) {
    assertThatThrownBy(() -> Via.member(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("via");
  }
}
