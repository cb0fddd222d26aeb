package archon.bus.bench;

import archon.bus.event.Event;
import archon.bus.event.Json;
import archon.bus.event.Timestamps;
import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Makes events as an archon would that has completed a task, and counts them. Their payloads have
 * the size that is asked for, but for the digits of a counter. For one thread.
 */
final class EventMaker {
  static final String SOURCE = "fenrir";

  /** Without a message. */
  static final int MIN_PAYLOAD_BYTES = 172;

  /** More than what an event has around its payload. */
  static final int MEMBERS_BYTES = 256;

  private static final String TASK = "task-7f3a91c2";
  private static final String HOST = "node-17.example";
  private static final double DURATION_MS = 1532.25;
  private static final List<String> TAGS = List.of("build", "nightly");
  private static final String WORDS = "rebuild finished and artefacts stored; ";
  private static final JsonFactory JSON = new JsonFactory();

  private final BenchTopics topics;
  private final String message;
  private final SplittableRandom random = new SplittableRandom();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(1024);
  private final Tally made;

  EventMaker(BenchTopics topics, int payloadBytes) {
    this.topics = topics;
    this.made = new Tally(topics.count());
    this.message = message(payloadBytes - MIN_PAYLOAD_BYTES);
  }

  private static String message(int length) {
    return WORDS.repeat(length / WORDS.length() + 1).substring(0, length);
  }

  /** All that it made. */
  Tally made() {
    return made;
  }

  /** Event {@code n} of a run, from 0, as publishers make theirs: with a map. */
  Event event(long n, Instant time) {
    int topic = topicOf(n);
    String id = nextId(topic);
    return new Event(
        id,
        topics.name(topic),
        Json.of(payload(n)),
        SOURCE,
        time,
        randomUuid().toString(),
        Json.EMPTY_OBJECT);
  }

  /** What event {@code n} is given as its payload. */
  Map<String, Object> payload(long n) {
    Map<String, Object> payload = new LinkedHashMap<>();
    payload.put("seq", n);
    payload.put("task_id", TASK);
    payload.put("status", "success");
    payload.put("host", HOST);
    payload.put("attempt", 1);
    payload.put("duration_ms", DURATION_MS);
    payload.put("final", true);
    payload.put("message", message);
    payload.put("tags", TAGS);
    return payload;
  }

  /** The same event as JSON without a line end, written in one go by the plainest code. */
  byte[] json(long n, Instant time) {
    int topic = topicOf(n);
    line.reset();
    try (JsonGenerator json = JSON.createGenerator(line, JsonEncoding.UTF8)) {
      json.writeStartObject();
      json.writeStringField("id", nextId(topic));
      json.writeStringField("topic", topics.name(topic));
      json.writeObjectFieldStart("payload");
      writePayload(json, n);
      json.writeEndObject();
      json.writeStringField("source", SOURCE);
      json.writeStringField("timestamp", Timestamps.format(time));
      json.writeStringField("correlation_id", randomUuid().toString());
      json.writeObjectFieldStart("metadata");
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException inMemory) {
      throw new UncheckedIOException(inMemory);
    }
    return line.toByteArray();
  }

  private void writePayload(JsonGenerator json, long n) throws IOException {
    json.writeNumberField("seq", n);
    json.writeStringField("task_id", TASK);
    json.writeStringField("status", "success");
    json.writeStringField("host", HOST);
    json.writeNumberField("attempt", 1);
    json.writeNumberField("duration_ms", DURATION_MS);
    json.writeBooleanField("final", true);
    json.writeStringField("message", message);
    json.writeArrayFieldStart("tags");
    for (String tag : TAGS) {
      json.writeString(tag);
    }
    json.writeEndArray();
  }

  private int topicOf(long n) {
    return (int) (n % topics.count());
  }

  private String nextId(int topic) {
    UUID id = randomUuid();
    made.add(topic, id);
    return id.toString();
  }

  /** Of a fast source: a secure one would be most of what making an event costs. */
  private UUID randomUuid() {
    return new UUID(
        random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | Long.MIN_VALUE);
  }
}
