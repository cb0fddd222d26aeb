package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.Json;
import archon.bus.event.Timestamps;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class LineCodecTest {
  private static final byte[] HEAD = "{\"topic\":\"t\"".getBytes(StandardCharsets.UTF_8);

  @Property(tries = 500)
  void decodesWhatItEncoded(
      @ForAll @LongRange(min = 1, max = 999_999_999_999_999_999L) long seq,
      @ForAll @LongRange(min = 1, max = 999_999_999_999_999_999L) long fact,
      @ForAll boolean more,
      @ForAll @IntRange(max = 50) int at) {
    byte[] out = new byte[at + HEAD.length + LineCodec.MAX_TRAILER_BYTES];

    int end = LineCodec.encode(HEAD, new LineSpan(seq, fact, more, 0, 0, HEAD.length), out, at);

    assertThat(out[end - 1]).isEqualTo((byte) '\n');
    assertThat(LineCodec.isSealed(out, at, end - 1)).isTrue();
    assertThat(LineCodec.computedCrc(out, at, end - 1))
        .isEqualTo(LineCodec.storedCrc(out, end - 1));
    assertThat(LineCodec.trailer(out, at, end - 1))
        .isEqualTo(new LineCodec.Trailer(seq, fact, more, 0, HEAD.length));
    LineMembers members = LineMembers.read(out, at, end - 1);
    assertThat(members.seq()).isEqualTo(seq);
    assertThat(members.fact()).isEqualTo(fact);
    assertThat(members.more()).isEqualTo(more);
  }

  @Property(tries = 500)
  void findsTheTimestampOfAnyEvent(
      @ForAll String text,
      @ForAll @LongRange(min = -62_135_596_800_000_000L, max = 253_402_300_799_999_999L)
          long micros,
      @ForAll boolean correlated,
      @ForAll boolean described) {
    Event event =
        new Event(
            UUID.randomUUID().toString(),
            "t",
            Json.of(Map.of("timestamp", "x", "text", text)),
            "s",
            Timestamps.ofEpochMicros(micros),
            correlated ? text : null,
            described
                ? Json.of(Map.of("timestamp", "2020-01-01T00:00:00+00:00"))
                : Json.EMPTY_OBJECT);
    byte[] head = EncodedEvent.of(event).head();
    byte[] line = new byte[head.length + LineCodec.MAX_TRAILER_BYTES];
    int end = LineCodec.encode(head, new LineSpan(1, 1, false, 0, 0, head.length), line, 0);

    assertThat(LineTime.micros(line, 0, end - 1)).isEqualTo(micros);
  }

  @Test
  void saysNothingOfATimestampThatIsNone() {
    byte[] line = "{\"topic\":\"t\",\"timestamp\":[1]}".getBytes(StandardCharsets.UTF_8);

    assertThat(LineTime.micros(line, 0, line.length)).isZero();
  }

  @Test
  void writesTheLineOfTheDocumentation() {
    Event event =
        new Event(
            "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a",
            "task.completed",
            Json.of(Map.of("task_id", "abc")),
            "fenrir",
            Instant.parse("2026-04-16T12:00:00.123456Z"),
            "req-456",
            Json.EMPTY_OBJECT);
    byte[] head = EncodedEvent.of(event).head();
    byte[] out = new byte[1_000];

    int end = LineCodec.encode(head, new LineSpan(42, 7, true, 0, 0, head.length), out, 0);

    assertThat(new String(Arrays.copyOf(out, end), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"id\":\"93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a\",\"topic\":\"task.completed\",\"payload\":{\"task_id\":\"abc\"},"
                + "\"source\":\"fenrir\",\"timestamp\":\"2026-04-16T12:00:00.123456+00:00\",\"correlation_id\":\"req-456\","
                + "\"metadata\":{},\"seq\":42,\"fact\":7,\"more\":true,\"crc\":\"f5ecaa10\"}\n");
  }

  @Test
  void readsBackSinceWhenAGroupWasNotTheFirstOfItsSync() {
    byte[] out = new byte[HEAD.length + LineCodec.MAX_TRAILER_BYTES];
    LineSpan span = new LineSpan(42, 7, false, 40, 0, HEAD.length);
    int end = LineCodec.encode(HEAD, span, out, 0) - 1;

    assertThat(LineCodec.trailer(out, 0, end))
        .isEqualTo(new LineCodec.Trailer(42, 7, false, 40, HEAD.length));
    assertThat(new String(out, 0, end, StandardCharsets.UTF_8))
        .contains(",\"seq\":42,\"fact\":7,\"since\":40,\"crc\":");
  }
}
