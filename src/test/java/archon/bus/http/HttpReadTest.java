package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.TestBus;
import archon.bus.event.Event;
import archon.bus.http.HttpClientOf.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpReadTest {
  private static final Instant NOON = Instant.parse("2026-04-16T12:00:00Z");

  @TempDir Path directory;
  private TestBus bus;
  private HttpClientOf client;

  @BeforeEach
  void open() {
    bus = TestBus.open(directory, "");
    client = new HttpClientOf(bus);
    publish("task.done", "fenrir", 0);
    publish("task.failed", "ezra", 1);
    publish("task.done", "ezra", 2);
    publish("orders", "shop", 3);
  }

  @AfterEach
  void close() {
    bus.close();
  }

  private Event publish(String topic, String source, int second) {
    Event event =
        Event.create(topic, Map.of("second", second), source)
            .withTimestamp(NOON.plusSeconds(second))
            .withCorrelationId("c" + second);
    return bus.bus().publish(event).toCompletableFuture().join().event();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/v1/events | 0 1 2 3",
        "/v1/topics/task.done/events | 0 2",
        "/v1/topics/no.such/events | ''",
        "/v1/events?topic=task.* | 0 1 2",
        "/v1/events?topic=task.failed&topic=orders | 1 3",
        "/v1/events?source=ezra | 1 2",
        "/v1/events?correlation_id=c2 | 2",
        "/v1/events?since=2026-04-16T12:00:01Z&until=2026-04-16T12:00:03%2B00:00 | 1 2",
        "/v1/events?limit=2 | 0 1",
        "/v1/events?last=2 | 2 3",
        "/v1/events?limit=0 | ''",
      })
  void findsWhatIsAskedFor(String path, String seconds) {
    assertThat(seconds(client.get(path).json())).isEqualTo(seconds);
  }

  @Test
  void findsAnEventByItsId() {
    Event event = publish("orders", "shop", 9);

    assertThat(seconds(client.get("/v1/events?id=" + event.id()).json())).isEqualTo("9");
  }

  @Test
  void answersWithLinesWhereTheyArePreferred() {
    Answer lines = client.get("/v1/events", "Accept", "application/json;q=0.5, application/jsonl");
    Answer nothing = client.get("/v1/topics/none/events", "Accept", "application/x-ndjson");

    assertThat(lines.header("Content-Type")).isEqualTo("application/jsonl");
    assertThat(lines.body().lines()).hasSize(4).allMatch(line -> line.startsWith("{\"id\":"));
    assertThat(nothing.body()).isEmpty();
    assertThat(nothing.header("Content-Type")).isEqualTo("application/x-ndjson");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "*/*;q=0", "application/*;q=0, */*"})
  void answersWithNothingThatIsNotAccepted(String accept) {
    Answer answer = client.get("/v1/events", "Accept", accept);

    assertThat(answer.status()).isEqualTo(406);
    assertThat(answer.problem()).isEqualTo("not-acceptable");
  }

  @Test
  void answersWithWhatIsLeftWhereOneIsNotAccepted() {
    Answer one = client.get("/v1/events", "Accept", "*/*, application/json;q=0");
    Answer parts = client.get("/v1/events", "Accept", "text/html", "Accept", "application/jsonl");

    assertThat(one.header("Content-Type")).isEqualTo("application/jsonl");
    assertThat(parts.header("Content-Type")).isEqualTo("application/jsonl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/health", "/v1/ready", "/v1/openapi.yaml", "/v1/topics"})
  void refusesEveryParameterWhereThereIsNone(String path) {
    Answer answer = client.get(path + "?x=1");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail()).isEqualTo("parameter \"x\": expected none here");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "since=noon",
        "limit=-1",
        "limit=x",
        "limit=1&last=1",
        "limit=1&limit=2",
        "topic=a.%3E.b",
        "sauce=a",
        "topic="
      })
  void refusesAParameterThatHasNoSuchValue(String parameters) {
    Answer answer = client.get("/v1/events?" + parameters);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.problem()).isEqualTo("bad-parameter");
  }

  @Test
  void tellsTopics() {
    Answer answer = client.get("/v1/topics");

    assertThat(answer.json())
        .extracting(topic -> topic.path("topic").asText())
        .containsExactly("orders", "task.done", "task.failed");
    JsonNode done = answer.json().get(1);
    assertThat(done.path("events").asLong()).isEqualTo(2);
    assertThat(done.path("last_seq").asLong()).isEqualTo(2);
    assertThat(done.path("latest").asText()).isEqualTo("2026-04-16T12:00:02+00:00");
    assertThat(done.path("health").asText()).isEqualTo("ok");
  }

  @Test
  void tellsWhichSeqIsGoneAndWhichNeverWas() {
    client.delete("/v1/topics/task.done/events?before=2");

    Answer gone = client.get("/v1/topics/task.done/events/1");
    Answer there = client.get("/v1/topics/task.done/events/2");
    Answer neverWas = client.get("/v1/topics/task.done/events/3");
    Answer noSeq = client.get("/v1/topics/task.done/events/0");

    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.problem()).isEqualTo("gone");
    assertThat(gone.json().path("earliest").path("task.done").asLong()).isEqualTo(2);
    assertThat(there.json().path("seq").asLong()).isEqualTo(2);
    assertThat(neverWas.status()).isEqualTo(404);
    assertThat(noSeq.status()).isEqualTo(400);
  }

  @Test
  void clearsATopic() {
    Answer answer = client.delete("/v1/topics/task.done/events");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"events\":2,\"topics\":{\"task.done\":2}}");
    assertThat(seconds(client.get("/v1/events").json())).isEqualTo("1 3");
  }

  @Test
  void clearsBeforeATime() {
    Answer answer = client.delete("/v1/topics/task.done/events?before=2026-04-16T12:00:02Z");

    assertThat(answer.json().path("events").asLong()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zzz", "", "0", "-1", "99999999999999999999", "2026-13-01"})
  void clearsNothingBeforeWhatIsNeitherSeqNorTime(String before) {
    Answer answer = client.delete("/v1/topics/task.done/events?before=" + before);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail())
        .isEqualTo(
            "parameter \"before\": expected a seq, 1 or more, or a time such as 2026-04-16T12:00:00Z but found \"%s\""
                .formatted(before));
    assertThat(client.get("/v1/topics/task.done/events").json()).hasSize(2);
  }

  @Test
  void clearsSeveralTopicsOnlyIfThatIsConfirmed() {
    Answer unconfirmed = client.delete("/v1/events?topic=task.*");
    Answer unstated = client.delete("/v1/events?confirm=true");
    Answer confirmed = client.delete("/v1/events?topic=task.*&confirm=true");

    assertThat(unconfirmed.status()).isEqualTo(400);
    assertThat(unstated.status()).isEqualTo(400);
    assertThat(confirmed.json().path("events").asLong()).isEqualTo(3);
    assertThat(seconds(client.get("/v1/events").json())).isEqualTo("3");
  }

  @Test
  void streamsMoreThanFitsIntoAPortion() {
    for (int i = 0; i < 20; i++) {
      String payload = "{\"text\":\"" + "x".repeat(20_000) + "\"}";
      client.postJson("/v1/topics/large/events?source=test", payload);
    }

    Answer answer = client.get("/v1/topics/large/events");

    assertThat(answer.json()).hasSize(20);
  }

  private static String seconds(JsonNode events) {
    List<String> seconds = new ArrayList<>();
    events.forEach(event -> seconds.add(event.path("payload").path("second").asText()));
    return String.join(" ", seconds);
  }
}
