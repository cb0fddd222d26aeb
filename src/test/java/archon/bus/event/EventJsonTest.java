package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EventJsonTest {
  private static final String MADE_UP_ID = "00000000-0000-3000-8000-000000000001";
  private static final String REQUIRED =
      "\"topic\":\"t\",\"timestamp\":\"2026-04-16T12:00:00+00:00\"";

  @Test
  void fillsInWhatIsMissing() {
    Event event = read("{" + REQUIRED + "}");

    assertThat(event)
        .isEqualTo(
            new Event(
                MADE_UP_ID,
                "t",
                Json.EMPTY_OBJECT,
                "unknown",
                Instant.parse("2026-04-16T12:00:00Z"),
                null,
                Json.EMPTY_OBJECT));
  }

  @Test
  void readsNullAsThePredecessorWouldShowIt() {
    Event event =
        read(
            "{"
                + REQUIRED
                + ",\"payload\":null,\"source\":null,\"correlation_id\":null,\"metadata\":null}");

    assertThat(event.payload()).isEqualTo(Json.NULL);
    assertThat(event.metadata()).isEqualTo(Json.NULL);
    assertThat(event.source()).isEqualTo("unknown");
    assertThat(event.correlationId()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1,{\"a\":2}]", "\"text\"", "7", "-0.0", "true", "false", "1E400"})
  void keepsAnyPayload(String payload) {
    Event event = read("{\"payload\": " + payload + " ," + REQUIRED + "}");

    assertThat(event.payload()).hasToString(payload);
  }

  @Test
  void keepsASourceOrCorrelationIdThatIsNoStringAsItsText() {
    Event event = read("{" + REQUIRED + ",\"source\":[1, 2],\"correlation_id\":42}");

    assertThat(event.source()).isEqualTo("[1,2]");
    assertThat(event.correlationId()).isEqualTo("42");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "1713268800", "{\"a\":[1]}"})
  void readsATimestampThatIsNoStringAlwaysTheSame(String timestamp) {
    Event event = read("{\"topic\":\"t\",\"timestamp\":" + timestamp + ",\"source\":\"s\"}");

    assertThat(event.timestamp()).isEqualTo(Instant.EPOCH);
    assertThat(event.source()).isEqualTo("s");
  }

  @Test
  void ignoresUnknownMembersAndTakesTheLastOfRepeatedOnes() {
    Event event =
        read(
            "{\"x\":{\"topic\":\"no\"},\"topic\":\"first\","
                + REQUIRED
                + ",\"seq\":42,\"crc\":\"9ae0daaf\"}");

    assertThat(event.topic()).isEqualTo("t");
  }

  @Test
  void knowsAMemberWrittenWithEscapes() {
    Event event = read("{\"\\u0074opic\":\"t\",\"timestamp\":\"2026-04-16\"}");

    assertThat(event.topic()).isEqualTo("t");
  }

  @Test
  void readsASliceOfALongerBuffer() {
    String line = "{" + REQUIRED + ",\"payload\":{\"a\": [1, 2]},\"metadata\":{\"b\":\"é\"}}";
    byte[] buffer = ("…before" + line + "after").getBytes(StandardCharsets.UTF_8);
    int from = "…before".getBytes(StandardCharsets.UTF_8).length;
    int to = from + line.getBytes(StandardCharsets.UTF_8).length;

    Event event = EventJson.read(buffer, from, to, () -> MADE_UP_ID);

    assertThat(event.payload()).hasToString("{\"a\":[1,2]}");
    assertThat(event.metadata()).hasToString("{\"b\":\"é\"}");
  }

  @Test
  void readsPythonsNumbersThatAreNoneAsNull() {
    Event event =
        read(
            "{"
                + REQUIRED
                + ",\"payload\":{\"a\": NaN, \"b\": [Infinity, -Infinity], \"c\": \"NaN\"}}");

    assertThat(event.payload()).hasToString("{\"a\":null,\"b\":[null,null],\"c\":\"NaN\"}");
    assertThat(Json.parse(event.payload().toString())).isEqualTo(event.payload());
  }

  @Test
  void keepsLoneSurrogatesAsEscapes() {
    Event event =
        read("{" + REQUIRED + ",\"payload\":{\"a\":\"\\ud800\"},\"source\":\"s\\udc00\"}");

    assertThat(event.payload()).hasToString("{\"a\":\"\\ud800\"}");
    assertThat(event.source()).isEqualTo("s\udc00");
    assertThat(Event.fromJson(event.toJson())).isEqualTo(event);
  }

  @Test
  void keepsLoneSurrogatesOfJavaStrings() {
    Event event = Event.fromJson("{" + REQUIRED + ",\"payload\":{\"a\":\"\ud800\"}}");

    assertThat(event.payload()).hasToString("{\"a\":\"\\ud800\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | JSON object",
        "'NOT JSON' | JSON object",
        "'[]' | JSON object",
        "'{' | JSON object",
        "'{}' | \"topic\"",
        "'{\"topic\":\"t\"}' | \"timestamp\"",
        "'{\"topic\":7}' | \"topic\": expected a string but found 7",
        "'{\"topic\":null}' | \"topic\": expected a string but found null",
        "'{\"id\":null}' | \"id\": expected a string but found null",
        "'{\"id\":\"x\",\"topic\":\"t\",\"timestamp\":\"2026-04-16\"}' | UUID",
        "'{\"topic\":\"\",\"timestamp\":\"2026-04-16\"}' | non-empty",
        "'{\"topic\":\"t\",\"timestamp\":\"yesterday\"}' | 2026-04-16T12:00:00Z",
        "'{\"topic\":\"t\",\"timestamp\":\"0000-01-01\"}' | year",
        "'{\"topic\":\"t\",\"timestamp\":\"2026-04-16\"} {}' | follows",
        "'{\"topic\":\"t\",\"timestamp\":\"2026-04-16\",\"payload\":+Infinity}' | number",
        "'{\"topic\":\"t\",\"timestamp\":\"2026-04-16\",\"payload\":INF}' | INF",
        "'{\"topic\":\"t\",\"timestamp\":\"2026-04-16\",\"payload\":01}' | line 1, column",
        "'{\"topic\":\"t\",\"timestamp\":\"2026-04-16\",\"x\":\"\\x\"}' | line 1, column"
      })
  void saysWhatIsWrongWithTextThatIsNoEvent(String text, String reason) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(EventFormatException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] line =
        ("{" + REQUIRED + ",\"payload\":{\"a\":\"??\"}}").getBytes(StandardCharsets.UTF_8);
    int at = new String(line, StandardCharsets.UTF_8).indexOf("??");
    line[at] = (byte) 0xc0; // an overlong form of "/"
    line[at + 1] = (byte) 0xaf;

    assertThatThrownBy(() -> EventJson.read(line, 0, line.length, () -> MADE_UP_ID))
        .isInstanceOf(EventFormatException.class);
  }

  @Test
  void doesNotGuessUtf16() {
    byte[] line = ("{" + REQUIRED + "}").getBytes(StandardCharsets.UTF_16LE);

    assertThatThrownBy(() -> EventJson.read(line, 0, line.length, () -> MADE_UP_ID))
        .isInstanceOf(EventFormatException.class);
  }

  @Property
  void answersAnyCutWithATypedError(@ForAll @IntRange(max = 240) int length) {
    String whole =
        "{\"id\":\""
            + MADE_UP_ID
            + "\","
            + REQUIRED
            + ",\"payload\":{\"é\":[1.5e-7,-12,\"\\u00e9\\n\",true]},"
            + "\"source\":\"s\",\"correlation_id\":null,\"metadata\":{\"k\":{}}}";
    byte[] line = whole.getBytes(StandardCharsets.UTF_8);
    int to = Math.min(length, line.length - 1);

    assertThatThrownBy(() -> EventJson.read(line, 0, to, () -> MADE_UP_ID))
        .isInstanceOf(EventFormatException.class);
  }

  @Property(tries = 5_000)
  void answersAnyChangedByteWithAnEventOrATypedError(
      @ForAll @IntRange(max = 200) int position, @ForAll byte value) {
    String whole =
        "{"
            + REQUIRED
            + ",\"payload\":{\"é\":[1.5e-7,\"\\u00e9\",NaN,-Infinity]},\"source\":\"🌍\"}";
    byte[] line = whole.getBytes(StandardCharsets.UTF_8);
    line[position % line.length] = value;

    try {
      Event event = EventJson.read(line, 0, line.length, () -> MADE_UP_ID);
      assertThat(Event.fromJson(event.toJson())).isEqualTo(event);
    } catch (EventFormatException expected) {
      assertThat(expected).hasMessageNotContaining("null:");
    }
  }

  @Test
  void answersHostileTextWithATypedError() {
    String nested = "[".repeat(100_000) + "]".repeat(100_000);
    String number = "9".repeat(1_000_000);
    byte[] names = new byte[1_000_000];
    Arrays.fill(names, (byte) '{');

    assertThatThrownBy(() -> read("{" + REQUIRED + ",\"payload\":" + nested + "}"))
        .isInstanceOf(EventFormatException.class);
    assertThatThrownBy(() -> read("{" + REQUIRED + ",\"payload\":" + number + "}"))
        .isInstanceOf(EventFormatException.class);
    assertThatThrownBy(() -> EventJson.read(names, 0, names.length, () -> MADE_UP_ID))
        .isInstanceOf(EventFormatException.class);
    assertThatThrownBy(() -> read("{\"topic\":\"t\",\"timestamp\":\"" + number + "\"}"))
        .isInstanceOf(EventFormatException.class)
        .message()
        .hasSizeLessThan(500);
  }

  @Test
  void readsLongStringsAndNames() {
    String text = "é".repeat(5_000_000);
    String name = "n".repeat(1_000_000);

    Event event = read("{" + REQUIRED + ",\"payload\":{\"" + name + "\":\"" + text + "\"}}");

    assertThat(event.payload().get(name).textValue()).isEqualTo(text);
  }

  private static Event read(String line) {
    byte[] utf8 = line.getBytes(StandardCharsets.UTF_8);
    return EventJson.read(utf8, 0, utf8.length, () -> MADE_UP_ID);
  }
}
