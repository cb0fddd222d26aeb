package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The predecessor's TestEvent and TestEventFormat, and what it left open. */
final class EventTest {
  private static final String ID = "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a";
  private static final Instant NOON = Instant.parse("2026-04-16T12:00:00Z");

  @Test
  void createsAnEventWithAnIdAndThePresentTime() {
    Event event =
        Event.create("task.completed", Map.of("task_id", "abc123", "status", "success"), "fenrir");

    assertThat(event.topic()).isEqualTo("task.completed");
    assertThat(event.payload().get("task_id").textValue()).isEqualTo("abc123");
    assertThat(event.source()).isEqualTo("fenrir");
    assertThat(event.correlationId()).isNull();
    assertThat(event.metadata()).isEqualTo(Json.EMPTY_OBJECT);
    assertThat(UUID.fromString(event.id())).hasToString(event.id());
    assertThat(Duration.between(event.timestamp(), Instant.now()).abs())
        .isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void keepsTheCorrelationId() {
    String correlationId = UUID.randomUUID().toString();

    Event event = Event.create("request.received", Map.of(), "electra", correlationId, Map.of());

    assertThat(event.correlationId()).isEqualTo(correlationId);
  }

  @Test
  void keepsTheMetadata() {
    Event event =
        Event.create(
            "log.entry",
            Map.of("level", "info"),
            "hermes",
            null,
            Map.of("priority", "low", "retry_count", 0));

    assertThat(event.metadata().get("priority").textValue()).isEqualTo("low");
    assertThat(event.metadata().get("retry_count").intValue()).isZero();
  }

  @Test
  void refusesAnIdThatIsNoUuid() {
    assertThatThrownBy(() -> event("not-a-uuid", "test"))
        .isInstanceOf(EventRefused.class)
        .hasMessageContaining("event id \"not-a-uuid\"");
  }

  @Test
  void refusesAnEmptyTopic() {
    assertThatThrownBy(() -> event(ID, ""))
        .isInstanceOf(EventRefused.class)
        .hasMessage("topic must be a non-empty string");
  }

  @Test
  void refusesAMissingMember() {
    assertThatNullPointerException()
        .isThrownBy(() -> new Event(ID, "t", null, "s", NOON, null, Json.EMPTY_OBJECT))
        .withMessage("payload");
  }

  @Test
  void writesTheSevenMembersInThePredecessorsOrder() {
    Event event =
        new Event(ID, "test.topic", Json.of(Map.of("n", 42)), "src", NOON, null, Json.EMPTY_OBJECT);

    assertThat(event.toJson())
        .isEqualTo(
            "{\"id\":\"93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a\",\"topic\":\"test.topic\","
                + "\"payload\":{\"n\":42},\"source\":\"src\","
                + "\"timestamp\":\"2026-04-16T12:00:00+00:00\","
                + "\"correlation_id\":null,\"metadata\":{}}");
  }

  @Test
  void readsWhatThePredecessorWrote() {
    Event event =
        Event.fromJson(
            "{\"id\": \"93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a\", \"topic\": \"rebuild.started\", "
                + "\"payload\": {\"service\": \"api\"}, \"source\": \"ezra\", "
                + "\"timestamp\": \"2026-04-16T12:00:00+00:00\", "
                + "\"correlation_id\": \"req-456\", \"metadata\": {\"env\": \"production\"}}");

    assertThat(event)
        .isEqualTo(
            new Event(
                ID,
                "rebuild.started",
                Json.of(Map.of("service", "api")),
                "ezra",
                NOON,
                "req-456",
                Json.of(Map.of("env", "production"))));
  }

  @Test
  void isTheSameAfterWritingAndReading() {
    Event original =
        Event.create(
            "metric.cpu",
            Map.of("percent", 85.5, "host", "node-1"),
            "monitor",
            UUID.randomUUID().toString(),
            Map.of("unit", "percent"));

    Event restored = Event.fromJson(original.toJson());

    assertThat(restored).isEqualTo(original).hasSameHashCodeAs(original);
  }

  @Test
  void isOneLineWhateverItsStringsHold() {
    Event event =
        Event.create(
            "fmt\u2028", Map.of("text", "a\nb\r\n\u2029\u0000c"), "s\u0085", "c\td", Map.of());

    assertThat(event.toJson()).doesNotContain("\n", "\r", "\u0000", "\t");
    assertThat(Event.fromJson(event.toJson())).isEqualTo(event);
  }

  @Test
  void keepsUnicode() {
    Event event =
        Event.create("i18n", Map.of("greeting", "Hello 世界 🌍", "emoji", "🎉"), "localizer");

    Event restored = Event.fromJson(event.toJson());

    assertThat(restored.payload().get("greeting").textValue()).isEqualTo("Hello 世界 🌍");
    assertThat(restored.payload().get("emoji").textValue()).isEqualTo("🎉");
    assertThat(event.toJson()).contains("Hello 世界 🌍");
  }

  @Test
  void keepsANestedPayload() {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("user", Map.of("id", 123, "name", "Alice"));
    payload.put("items", List.of(Map.of("sku", "A1"), Map.of("sku", "B2")));

    Event restored = Event.fromJson(Event.create("order.placed", payload, "gateway").toJson());

    assertThat(restored.payload()).isEqualTo(Json.of(payload));
    assertThat((Object) restored.payload().as(Map.class)).isEqualTo(payload);
  }

  @Test
  void keepsAnEmptyPayload() {
    Event event = Event.create("heartbeat", Map.of(), "watchdog");

    assertThat(Event.fromJson(event.toJson()).payload()).isEqualTo(Json.EMPTY_OBJECT);
  }

  @Test
  void keepsALongPayload() {
    Map<String, Object> payload = Map.of("data", "x".repeat(10_000), "items", new int[1_000]);

    Event restored = Event.fromJson(Event.create("large", payload, "stress").toJson());

    assertThat(restored.payload().get("data").textValue()).hasSize(10_000);
    assertThat(restored.payload().get("items")).hasSize(1_000);
  }

  @Test
  void takesARecordAsPayload() {
    record Build(String target, int attempt) {}

    Event event = Event.create("build", new Build("main", 2), "fenrir");

    assertThat(event.payload()).hasToString("{\"target\":\"main\",\"attempt\":2}");
    assertThat(event.payload().as(Build.class)).isEqualTo(new Build("main", 2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[1]", "null", "\"text\"", "7"})
  void refusesToCreateAPayloadThatIsNoObject(String payload) {
    Json json = Json.parse(payload);

    assertThatThrownBy(() -> Event.create("t", json, "s"))
        .isInstanceOf(EventRefused.class)
        .hasMessage("payload: expected a JSON object but found " + payload);
    assertThatThrownBy(() -> Event.create("t", Map.of(), "s", null, json))
        .isInstanceOf(EventRefused.class)
        .hasMessage("metadata: expected a JSON object but found " + payload);
  }

  @Test
  void refusesToCreateWithoutASource() {
    assertThatThrownBy(() -> Event.create("t", Map.of(), ""))
        .isInstanceOf(EventRefused.class)
        .hasMessage("source must be a non-empty string");
  }

  @Test
  void cutsTheTimestampToWhatTheFormCanTell() {
    Event event = event(ID, "t").withTimestamp(Instant.parse("2026-04-16T12:00:00.123456789Z"));

    assertThat(event.timestamp()).isEqualTo(Instant.parse("2026-04-16T12:00:00.123456Z"));
    assertThatThrownBy(() -> event.withTimestamp(Instant.MAX)).isInstanceOf(EventRefused.class);
    assertThatThrownBy(() -> event.withTimestamp(Instant.parse("0000-12-31T23:59:59Z")))
        .isInstanceOf(EventRefused.class);
  }

  private static Event event(String id, String topic) {
    return new Event(id, topic, Json.EMPTY_OBJECT, "test", NOON, null, Json.EMPTY_OBJECT);
  }

  @Test
  void givesEveryEventAnIdOfItsOwnOnWhateverThread() {
    Set<String> ids = ConcurrentHashMap.newKeySet();

    IntStream.range(0, 100_000).parallel().forEach(i -> ids.add(EventId.random()));

    assertThat(ids).hasSize(100_000);
    assertThat(ids).allMatch(id -> UUID.fromString(id).version() == 4);
    assertThat(ids).allMatch(id -> UUID.fromString(id).variant() == 2);
  }
}
