package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.Json;
import archon.bus.event.Timestamps;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LineKeysTest {
  private static final String ID = "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a";
  private static final EventKey SOURCE = EventKey.ofSource("fenrir 日");
  private static final Path FILE = Path.of("events", "orders.jsonl");

  private static List<EventKey> keys(byte[] line) {
    byte[] amidOthers =
        ("}\n" + new String(line, StandardCharsets.ISO_8859_1) + "\n{")
            .getBytes(StandardCharsets.ISO_8859_1);
    List<EventKey> keys = new ArrayList<>();
    LineKeys.of(amidOthers, 2, amidOthers.length - 2, FILE, 77, key -> keys.add(new EventKey(key)));
    return keys;
  }

  private static List<EventKey> keys(String line) {
    return keys(line.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] stored(Event event, long seq, long fact) {
    byte[] head = EncodedEvent.of(event).head();
    byte[] line = new byte[head.length + LineCodec.MAX_TRAILER_BYTES];
    int end =
        LineCodec.encode(head, new LineSpan(seq, fact, fact < seq, 0, 0, head.length), line, 0);
    return Arrays.copyOf(line, end - 1);
  }

  private static Event event(@Nullable String correlationId, Json metadata) {
    Json payload = Json.of(Map.of("text", "\",\"correlation_id\":\"wrong\",\"metadata\":{}"));
    return new Event(
        ID, "orders", payload, "fenrir 日", JournalLines.START, correlationId, metadata);
  }

  @Property(tries = 500)
  void areThoseOfTheEventWhateverItsText(
      @ForAll @StringLength(max = 80) String correlationId,
      @ForAll @Size(max = 3)
          Map<@StringLength(max = 9) String, @StringLength(max = 9) String> map) {
    Json metadata = Json.of(Map.of("correlation_id", "no", "metadata", Map.of("}{\\\"", map)));
    byte[] line = stored(event(correlationId, map.isEmpty() ? Json.EMPTY_OBJECT : metadata), 12, 7);

    List<EventKey> keys = keys(line);

    assertThat(keys)
        .containsExactly(EventKey.ofId(ID), SOURCE, EventKey.ofCorrelationId(correlationId));
    assertThat(LineTime.micros(line, 0, line.length))
        .isEqualTo(Timestamps.epochMicros(JournalLines.START));
  }

  @Test
  void holdNoCorrelationIdWhereThereIsNone() {
    List<EventKey> plain = keys(stored(event(null, Json.EMPTY_OBJECT), 1, 1));
    List<EventKey> withMetadata = keys(stored(event(null, Json.of(Map.of("a", 1))), 1, 1));

    assertThat(plain).containsExactly(EventKey.ofId(ID), SOURCE);
    assertThat(withMetadata).containsExactly(EventKey.ofId(ID), SOURCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"req-456", "null", "日本 🙂", ""})
  void differForAnIdAndACorrelationIdOfTheSameText(String text) {
    assertThat(EventKey.ofId(text)).isNotEqualTo(EventKey.ofCorrelationId(text));
  }

  @Test
  void ofOtherShapesAreThoseThatAreRead() {
    String spaced =
        "{ \"source\": \"fenrir \\u65e5\", \"correlation_id\" : \"req\\u002d456\", \"timestamp\": \"2026-04-16T12:00:00\", \"topic\": \"orders\", \"id\": \""
            + ID
            + "\" }";
    String number = spaced.replace("\"req\\u002d456\"", "[1, 2]");

    assertThat(keys(spaced))
        .containsExactly(EventKey.ofId(ID), SOURCE, EventKey.ofCorrelationId("req-456"));
    assertThat(keys(number))
        .containsExactly(EventKey.ofId(ID), SOURCE, EventKey.ofCorrelationId("[1,2]"));
  }

  @Test
  void ofALineWithoutIdAreThoseOfItsPlace() {
    String line = "{\"topic\":\"orders\",\"timestamp\":\"2026-04-16T12:00:00\"}";

    List<EventKey> keys = keys(line);

    String byPlace =
        UUID.nameUUIDFromBytes("orders.jsonl@77".getBytes(StandardCharsets.UTF_8)).toString();
    assertThat(keys).containsExactly(EventKey.ofId(byPlace), EventKey.ofSource("unknown"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{}",
        "no line",
        "{\"id\":7,\"topic\":\"orders\"}",
        "{\"id\":\"x\",\"topic\":\"o\",\"crc\":\"00000000\"}"
      })
  void ofWhatIsNoEventAreNone(String line) {
    assertThat(keys(line)).isEmpty();
  }
}
