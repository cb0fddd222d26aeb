package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EncodedEventTest {
  private static final String ID = "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a";
  private static final Event EVENT =
      new Event(
          ID,
          "t",
          Json.parse("{\"a\":1}"),
          "s",
          Instant.parse("2026-04-16T12:00:00Z"),
          "c",
          Json.EMPTY_OBJECT);

  @Test
  void recognisesARetryWithANewTime() {
    Event retry = EVENT.withTimestamp(Instant.parse("2026-04-16T12:00:01.5Z"));

    assertThat(digest(retry)).isEqualTo(digest(EVENT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "93A5C1DE-6B0F-4F0E-9D3C-1F2E3D4C5B6A",
        "93a5c1de6b0f4f0e9d3c1f2e3d4c5b6a",
        "{93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a}",
        "urn:uuid:93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a",
        "93a5-c1de6b0f4f0e9d3c-1f2e3d4c5b6a"
      })
  void recognisesEverySpellingOfAnId(String spelling) {
    assertThat(digest(EVENT.withId(spelling))).isEqualTo(digest(EVENT));
    assertThat(EVENT.withId(spelling).id()).isEqualTo(spelling);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not-a-uuid",
        "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6",
        "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a0",
        "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6g",
        "93a5c1de-{6b0f-4f0e-9d3c-1f2e3d4c5b6a",
        "٣٣a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a"
      })
  void refusesWhatIsNoUuid(String id) {
    assertThatThrownBy(() -> EVENT.withId(id))
        .isInstanceOf(EventRefused.class)
        .hasMessageStartingWith("event id \"" + id + "\"");
  }

  @Test
  void tellsOtherContentApart() {
    EventDigest digest = digest(EVENT);
    Json other = Json.parse("{\"a\":2}");

    assertThat(
            digest(
                new Event(ID, "u", EVENT.payload(), "s", EVENT.timestamp(), "c", EVENT.metadata())))
        .isNotEqualTo(digest);
    assertThat(digest(new Event(ID, "t", other, "s", EVENT.timestamp(), "c", EVENT.metadata())))
        .isNotEqualTo(digest);
    assertThat(
            digest(
                new Event(ID, "t", EVENT.payload(), "z", EVENT.timestamp(), "c", EVENT.metadata())))
        .isNotEqualTo(digest);
    assertThat(digest(EVENT.withCorrelationId(null))).isNotEqualTo(digest);
    assertThat(digest(new Event(ID, "t", EVENT.payload(), "s", EVENT.timestamp(), "c", other)))
        .isNotEqualTo(digest)
        .matches(changed -> changed.sameId(digest));
  }

  @Test
  void tellsOtherIdsApart() {
    EventDigest other = digest(EVENT.withId(UUID.randomUUID().toString()));

    assertThat(other.sameId(digest(EVENT))).isFalse();
    assertThat(other.contentCrc()).isEqualTo(digest(EVENT).contentCrc());
  }

  @Test
  void isTheEventsJsonWithoutItsEnd() {
    EncodedEvent encoded = EncodedEvent.of(EVENT);

    assertThat(new String(encoded.head(), StandardCharsets.UTF_8) + "}").isEqualTo(EVENT.toJson());
    assertThat(encoded.sizeInBytes())
        .isEqualTo(EVENT.toJson().getBytes(StandardCharsets.UTF_8).length);
  }

  @Test
  void refusesAnEventAboveTheSizeLimitWithBothNumbers() {
    EventLimits limits = new EventLimits(2_000, 10);
    int room = 2_000 - EncodedEvent.of(withPayloadText("")).sizeInBytes();

    assertThatCode(() -> EncodedEvent.forPublish(withPayloadText("x".repeat(room)), limits))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> EncodedEvent.forPublish(withPayloadText("x".repeat(room + 1)), limits))
        .isInstanceOf(EventRefused.class)
        .hasMessageContainingAll("2000", "2001", "archon.bus.limits.max-event-bytes");
  }

  @Test
  void refusesAnEventNestedTooDeeply() {
    EventLimits limits = new EventLimits(1_000_000, 3);

    assertThatCode(() -> EncodedEvent.forPublish(withPayload("{\"a\":[[]]}"), limits))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> EncodedEvent.forPublish(withPayload("{\"a\":[[[]]]}"), limits))
        .isInstanceOf(EventRefused.class)
        .hasMessageContainingAll("payload", "3", "4", "archon.bus.limits.max-depth");
  }

  @Test
  void refusesToPublishWhatCouldOnlyBeRead() {
    Event wildcard =
        new Event(ID, "a*", Json.EMPTY_OBJECT, "s", EVENT.timestamp(), null, Json.EMPTY_OBJECT);
    Event list = withPayload("[]");
    Event sourceless =
        new Event(ID, "t", Json.EMPTY_OBJECT, "", EVENT.timestamp(), null, Json.EMPTY_OBJECT);

    for (Event event : new Event[] {wildcard, list, sourceless}) {
      assertThatThrownBy(() -> EncodedEvent.forPublish(event, EventLimits.DEFAULT))
          .isInstanceOf(EventRefused.class);
      assertThat(Event.fromJson(event.toJson())).isEqualTo(event);
    }
  }

  @Test
  void canAlwaysReadWhatTheLargestLimitsLetThrough() {
    EventLimits limits = new EventLimits(64 * 1024 * 1024, 1_000);
    String deepest = "{\"a\":" + "[".repeat(999) + "]".repeat(999) + "}";
    Event event = withPayload(deepest);

    EncodedEvent.forPublish(event, limits);

    assertThat(Event.fromJson(event.toJson())).isEqualTo(event);
  }

  @Test
  void givesTheSameContentTheSameDigestWhateverTheMapsOrder() {
    Event one = Event.create("t", Map.of("a", 1, "b", 2, "c", 3), "s").withId(ID);
    Event other = Event.create("t", Map.of("c", 3, "b", 2, "a", 1), "s").withId(ID);

    assertThat(digest(one)).isEqualTo(digest(other));
  }

  private static Event withPayloadText(String text) {
    return withPayload("{\"text\":\"" + text + "\"}");
  }

  private static Event withPayload(String json) {
    return new Event(ID, "t", Json.parse(json), "s", EVENT.timestamp(), null, Json.EMPTY_OBJECT);
  }

  private static EventDigest digest(Event event) {
    return EncodedEvent.of(event).digest();
  }
}
