package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventDigest;
import archon.bus.event.EventLimits;
import archon.bus.event.Json;
import archon.bus.event.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a line tells without being parsed is what the event was that was published. */
final class JournalLineTest {
  private static final String ID = "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a";
  private static final Path FILE = Path.of("events", "orders.jsonl");

  private static JournalLine line(byte[] head) {
    LineSpan span = new LineSpan(7, 3, true, 0, 0, head.length);
    byte[] line = new byte[head.length + LineCodec.MAX_TRAILER_BYTES];
    int end = LineCodec.encode(head, span, line, 0);
    byte[] json = Arrays.copyOf(line, end - 1);
    return new JournalLine(LogId.topic("orders"), span, json, FILE);
  }

  @Property(tries = 500)
  void isTheEventWhateverItsText(
      @ForAll @StringLength(max = 20) String text,
      @ForAll @StringLength(max = 20) String source,
      @ForAll @StringLength(max = 20) String correlationId,
      @ForAll boolean isCorrelated,
      @ForAll @IntRange(max = 999_999) int micros) {
    Event event =
        new Event(
            ID,
            "orders",
            Json.of(Map.of("text", text + "\",\"timestamp\":\"")),
            source,
            JournalLines.START.plusNanos(micros * 1_000L),
            isCorrelated ? correlationId : null,
            Json.of(Map.of("m", text)));
    EncodedEvent published = EncodedEvent.of(event);

    assertThat(line(published.head()).digest()).isEqualTo(published.digest());
    assertThat(line(published.head()).event()).isEqualTo(event);
    assertThat(line(published.head()).event().toJson()).isEqualTo(event.toJson());
  }

  @Property(tries = 300)
  void tellsByWhatItCameWhateverItsText(
      @ForAll @StringLength(max = 20) String text, @ForAll boolean isReceived) {
    Event event =
        new Event(
            ID,
            "orders",
            Json.of(Map.of()),
            "s",
            JournalLines.START,
            null,
            Json.of(Map.of("m", text + ",\"via\":\"x\"")));
    EncodedEvent published = EncodedEvent.forPublish(event, EventLimits.DEFAULT);
    EncodedEvent stored =
        isReceived ? EncodedEvent.received(event, EventLimits.DEFAULT, "redis") : published;

    JournalLine line = line(stored.head());

    assertThat(line.via()).isEqualTo(stored.via()).isEqualTo(isReceived ? "redis" : null);
    assertThat(line.digest()).isEqualTo(published.digest()).isEqualTo(stored.digest());
    assertThat(line.stored()).isEqualTo(new StoredEvent(7, event, stored.via()));
    assertThat(line.timestampMicros()).isEqualTo(line(published.head()).timestampMicros());
  }

  @Test
  void aPredecessorsLineCameByNothingWhateverMembersItHas() {
    String json =
        EncodedEvent.of(JournalLines.event("orders", 1)).event().toJson().replaceFirst("}$", "")
            + ",\"via\":\"redis\"}";
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    LineSpan span = new LineSpan(7, 7, false, 0, 0, bytes.length - 1);

    assertThat(new JournalLine(LogId.topic("orders"), span, bytes, FILE).via()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urn:uuid:93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a",
        "93A5C1DE6B0F4F0E9D3C1F2E3D4C5B6A",
        "{93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a}"
      })
  void readsEverySpellingOfAnId(String id) {
    EncodedEvent published = EncodedEvent.of(JournalLines.event("orders", 1).withId(id));

    assertThat(line(published.head()).digest()).isEqualTo(published.digest());
    assertThat(published.digest().sameId(EventDigest.of(ID, 0))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"topic\":\"orders\",\"id\":\"93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a\",\"payload\":{},\"timestamp\":\"2026-04-16T12:00:00\"",
        "{\"id\": \"93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a\", \"topic\": \"orders\", \"payload\": {\"a\": 1}, \"source\": \"s\","
            + " \"timestamp\": \"2026-04-16T12:00:00\", \"correlation_id\": null, \"metadata\": {},\"taken\":7"
      })
  void decodesALineThatIsNotOfItsShape(String head) {
    String json = head.replace(",\"taken\":7", "") + "}";
    EventDigest expected = EncodedEvent.of(Event.fromJson(json)).digest();

    assertThat(line(head.getBytes(StandardCharsets.UTF_8)).event()).isEqualTo(Event.fromJson(json));
    assertThat(line(head.getBytes(StandardCharsets.UTF_8)).digest()).isEqualTo(expected);
  }

  /** Its members stand as this journal writes them, but nothing says that their text does. */
  @Test
  void decodesALineThatHasNoMemberOfTheJournal() {
    String json =
        "{\"id\":\"93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a\",\"topic\":\"orders\",\"payload\":{\"a\": NaN},"
            + "\"source\":\"s\",\"timestamp\":\"2026-04-16T12:00:00+00:00\",\"correlation_id\":null,\"metadata\":{}}";
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);

    JournalLine line =
        new JournalLine(
            LogId.topic("orders"), new LineSpan(1, 1, false, 0, 0, bytes.length - 1), bytes, FILE);

    assertThat(line.event().toJson()).isEqualTo(Event.fromJson(json).toJson());
    assertThat(line.event().payload()).hasToString("{\"a\":null}");
    assertThat(line.digest()).isEqualTo(EncodedEvent.of(Event.fromJson(json)).digest());
  }
}
