package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.TestBus;
import archon.bus.event.StoredEvent;
import archon.bus.http.HttpClientOf.Answer;
import archon.bus.read.HistoryQuery;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HttpPublishTest {
  private static final String ID = "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a";

  @TempDir Path directory;
  private TestBus bus;
  private HttpClientOf client;

  @BeforeEach
  void open() {
    bus =
        TestBus.open(
            directory, "archon.bus.http { max-body-bytes = 64KiB, max-bodies-bytes = 64KiB }");
    client = new HttpClientOf(bus);
  }

  @AfterEach
  void close() {
    bus.close();
  }

  @Test
  void storesAnEventAsItWasSent() {
    Answer answer =
        client.postJson(
            "/v1/topics/orders/events",
            """
            {"id":"%s","payload":{"total": 1.10, "n": 123456789012345678901234567890},
             "source":"shop","timestamp":"2026-04-16T12:00:00Z","correlation_id":"c",
             "metadata":{"a":1},"seq":7}"""
                .formatted(ID));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.body())
        .isEqualTo(
            "{\"status\":\"stored\",\"topic\":\"orders\",\"id\":\"%s\",\"seq\":1,\"durability\":\"disk\"}"
                .formatted(ID));
    assertThat(answer.header("Location")).isEqualTo("/v1/topics/orders/events/1");
    assertThat(client.get("/v1/topics/orders/events/1").body())
        .isEqualTo(
            "{\"id\":\"%s\",\"topic\":\"orders\",\"payload\":{\"total\":1.10,\"n\":123456789012345678901234567890},\"source\":\"shop\",\"timestamp\":\"2026-04-16T12:00:00+00:00\",\"correlation_id\":\"c\",\"metadata\":{\"a\":1},\"seq\":1}"
                .formatted(ID));
  }

  @Test
  void storesARepeatedEventOnce() {
    String event = "{\"id\":\"%s\",\"payload\":{},\"source\":\"shop\"}".formatted(ID);
    client.postJson("/v1/topics/orders/events", event);

    Answer again = client.postJson("/v1/topics/orders/events", event);

    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().path("status").asText()).isEqualTo("duplicate");
    assertThat(again.json().path("seq").asLong()).isEqualTo(1);
  }

  @Test
  void refusesOtherContentUnderAKnownId() {
    String event = "{\"id\":\"%s\",\"payload\":{\"n\":%d},\"source\":\"shop\"}";
    client.postJson("/v1/topics/orders/events", event.formatted(ID, 1));

    Answer conflict = client.postJson("/v1/topics/orders/events", event.formatted(ID, 2));

    assertThat(conflict.status()).isEqualTo(409);
    assertThat(conflict.problem()).isEqualTo("conflict");
    assertThat(conflict.json().path("seq").asLong()).isEqualTo(1);
  }

  @Test
  void takesAPayloadAlone() {
    Answer answer =
        client.postJson(
            "/v1/topics/orders/events?source=shop&correlation_id=c1&id=" + ID, "{\"n\":1}");

    assertThat(answer.status()).isEqualTo(201);
    StoredEvent stored = stored().get(0);
    assertThat(stored.event().id()).isEqualTo(ID);
    assertThat(stored.event().source()).isEqualTo("shop");
    assertThat(stored.event().correlationId()).isEqualTo("c1");
    assertThat(stored.event().payload().toString()).isEqualTo("{\"n\":1}");
  }

  @ParameterizedTest
  @CsvSource({"application/jsonl", "application/x-ndjson"})
  void storesManyLinesOfATopicInOrder(String mediaType) {
    String lines =
        IntStream.range(0, 100)
            .mapToObj("{\"payload\":{\"n\":%d},\"source\":\"shop\"}"::formatted)
            .collect(Collectors.joining("\n\n"));

    Answer answer = client.post("/v1/topics/orders/events", mediaType, lines);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json()).hasSize(100);
    assertThat(answer.json().get(99).path("seq").asLong()).isEqualTo(100);
    assertThat(stored())
        .extracting(event -> event.event().payload().get("n").asInt())
        .isEqualTo(IntStream.range(0, 100).boxed().toList());
  }

  @Test
  void storesAllOfATopicOrNone() {
    client.postJson(
        "/v1/topics/orders/events",
        "{\"id\":\"%s\",\"payload\":{},\"source\":\"shop\"}".formatted(ID));

    Answer answer =
        client.postJson(
            "/v1/topics/orders/events",
            "[{\"payload\":{},\"source\":\"a\"},{\"id\":\"%s\",\"payload\":{\"n\":1},\"source\":\"a\"}]"
                .formatted(ID));

    assertThat(answer.status()).isEqualTo(409);
    assertThat(stored()).hasSize(1);
  }

  @Test
  void tellsOfEachTopicHowItWent() {
    client.postJson(
        "/v1/topics/orders/events",
        "{\"id\":\"%s\",\"payload\":{},\"source\":\"shop\"}".formatted(ID));

    Answer answer =
        client.postJson(
            "/v1/events",
            """
            [{"topic":"bills","payload":{},"source":"a"},
             {"topic":"orders","id":"%s","payload":{"n":1},"source":"a"},
             {"topic":"bills","payload":{},"source":"a"}]"""
                .formatted(ID));

    assertThat(answer.status()).isEqualTo(207);
    assertThat(answer.json())
        .extracting(result -> result.path("status").asText())
        .containsExactly("stored", "failed", "stored");
    assertThat(answer.json().get(2).path("seq").asLong()).isEqualTo(2);
    assertThat(answer.json().get(1).path("problem").path("status").asInt()).isEqualTo(409);
  }

  @Test
  void storesOneOfAnyTopic() {
    Answer answer =
        client.postJson(
            "/v1/events", "{\"topic\":\"service/api\",\"payload\":{},\"source\":\"a\"}");

    assertThat(answer.status()).isEqualTo(201);
    assertThat(answer.header("Location")).isEqualTo("/v1/topics/service%2Fapi/events/1");
    assertThat(client.get(answer.header("Location")).status()).isEqualTo(200);
  }

  @Test
  void hasNothingToDoForNoEvents() {
    for (String path : List.of("/v1/events", "/v1/topics/orders/events")) {
      for (Answer answer :
          List.of(client.postJson(path, "[]"), client.post(path, "application/jsonl", "\n"))) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("[]");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | malformed | nonsense",
        "400 | malformed | {\"payload\":{}",
        "400 | malformed | {\"payload\":{},\"source\":\"a\"} {}",
        "400 | malformed | {\"payload\":{\"n\":NaN},\"source\":\"a\"}",
        "400 | malformed | [1]",
        "400 | malformed | \"text\"",
        "400 | malformed | {\"payload\":{},\"source\":\"a\",\"timestamp\":\"noon\"}",
        "422 | refused | {\"payload\":{}}",
        "422 | refused | {\"source\":\"a\"}",
        "422 | refused | {\"payload\":[],\"source\":\"a\"}",
        "422 | refused | {\"payload\":{},\"source\":\"\"}",
        "422 | refused | {\"payload\":{},\"source\":1}",
        "422 | refused | {\"payload\":{},\"source\":\"a\",\"id\":\"x\"}",
        "422 | refused | {\"payload\":{},\"source\":\"a\",\"topic\":\"other\"}",
        "422 | refused | {\"payload\":{},\"source\":\"a\",\"metadata\":1}",
      })
  void refusesWhatIsNoEvent(int status, String problem, String body) {
    Answer answer = client.postJson("/v1/topics/orders/events", body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.problem()).isEqualTo(problem);
    assertThat(stored()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "jsonl | {'payload':{},'source':'a'}\\n\\n{'payload':\\n | line 3, column 12: expected JSON but found: Unexpected end-of-input",
        "jsonl | \\n{'payload':{},'source':'a'} {} | line 2, column 29: expected its end but more follows",
        "jsonl | {'payload':{},'source':'a'}\\n[] | line 2: expected a JSON object",
        "jsonl | {'payload':{},'source':'a'}\\n{'payload':{}} | line 2: expected a member \"source\" but found none",
        "json | {'payload':{},\\n 'source':secretsecret} | line 2, column 11: expected JSON but found: Unrecognized token 'secretse...'",
        "json | [{'payload':{},'source':'a'}\\n,{'payload':{]}] | line 2, column 14: expected JSON but found: Unexpected close marker ']'",
        "json | {'payload':{'n':NaN},'source':'a'} | line 1, column 20: expected JSON but found NaN or Infinity",
        "json | [{'payload':{},'source':'a'}] [] | line 1, column 31: expected its end but more follows",
        "json | [{'payload':{},'source':'a'},{'payload':{}}] | event 2: expected a member \"source\" but found none",
        "json | '' | body: expected JSON but it is empty",
        "json | \\n | body: expected JSON but it is empty",
        "cloudevents+json | '' | body: expected JSON but it is empty",
        "cloudevents-batch+json | [{\\n'id' 1}] | line 2, column 6: expected JSON but found: Unexpected character ('1'",
      })
  void tellsWhereABodyIsNone(String mediaType, String body, String detail) {
    Answer answer =
        client.post(
            "/v1/topics/orders/events",
            "application/" + mediaType,
            body.replace('\'', '"').replace("\\n", "\n"));

    assertThat(answer.detail()).startsWith(detail).doesNotContain("secretsecret");
    assertThat(stored()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"topic", "id", "timestamp", "payload", "metadata"})
  void repeatsNoLargeValue(String member) {
    String event =
        "{\"payload\":{},\"source\":\"a\",\"%s\":\"%s\"}".formatted(member, "x".repeat(50_000));

    Answer answer = client.postJson("/v1/topics/orders/events", event);

    assertThat(answer.status()).isBetween(400, 422);
    assertThat(answer.body().length()).isLessThan(2_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | body: expected JSON but it is empty",
        "{ | line 1, column 2: expected JSON but found: Unexpected end-of-input",
        "{} {} | line 1, column 4: expected its end but more follows"
      })
  void tellsWhereAPayloadIsNone(String payload, String detail) {
    Answer answer = client.postJson("/v1/topics/orders/events?source=shop", payload);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.detail()).startsWith(detail);
  }

  @Test
  void takesNumbersAsLongAsTheBusDoes() {
    String event = "{\"payload\":{\"n\":%s},\"source\":\"a\"}";

    Answer longest =
        client.postJson("/v1/topics/orders/events", event.formatted("9".repeat(4_300)));
    Answer longer = client.postJson("/v1/topics/orders/events", event.formatted("9".repeat(4_301)));

    assertThat(longest.status()).isEqualTo(201);
    assertThat(longer.status()).isEqualTo(400);
    assertThat(longer.detail()).startsWith("event: member \"payload\": ");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, source=a&id=, 422",
    "application/json, id=" + ID + ", 400",
    "application/json, correlation_id=c, 400",
    "application/jsonl, source=a, 400",
    "application/cloudevents+json, source=a, 400"
  })
  void passesOverNoParameter(String mediaType, String parameters, int status) {
    Answer answer =
        client.post(
            "/v1/topics/orders/events?" + parameters,
            mediaType,
            "{\"payload\":{},\"source\":\"a\",\"specversion\":\"1.0\",\"id\":\"1\",\"type\":\"t\"}");

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(stored()).isEmpty();
  }

  @Test
  void refusesOtherMediaTypesAndUnknownParameters() {
    Answer text = client.post("/v1/topics/orders/events", "text/plain", "{}");
    Answer misspelt = client.postJson("/v1/topics/orders/events?sauce=shop", "{}");

    assertThat(text.status()).isEqualTo(415);
    assertThat(misspelt.status()).isEqualTo(400);
    assertThat(misspelt.problem()).isEqualTo("bad-parameter");
  }

  @Test
  void refusesABodyThatIsTooLargeWhetherItsLengthIsStatedOrNot() {
    String large = " ".repeat(65 * 1024);

    Answer stated = client.postJson("/v1/topics/orders/events", large);
    Answer chunked =
        client.send(
            client
                .request("/v1/topics/orders/events")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.fromPublisher(BodyPublishers.ofString(large)))); // no length

    assertThat(stated.status()).isEqualTo(413);
    assertThat(stated.detail()).contains("at most 65536 bytes");
    assertThat(chunked.status()).isEqualTo(413);
    assertThat(chunked.problem()).isEqualTo("too-large");
  }

  @Test
  void holdsNoMoreOfAllBodiesThanAllowedAndForgetsThoseOfClientsThatHaveGone() throws IOException {
    try (Socket unfinished = new Socket(bus.url().getHost(), bus.url().getPort())) {
      unfinished
          .getOutputStream()
          .write(
              "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 65000\r\n\r\n"
                  .formatted(bus.token())
                  .getBytes(StandardCharsets.US_ASCII));

      await().until(() -> publishLarge().status() == 503);
      assertThat(publishLarge().problem()).isEqualTo("unavailable");
    }
    await().until(() -> publishLarge().status() == 201);
  }

  private Answer publishLarge() {
    String payload = "{\"text\":\"%s\"}".formatted("x".repeat(10_000));
    return client.postJson("/v1/topics/orders/events?source=test", payload);
  }

  private List<StoredEvent> stored() {
    return bus.bus().historyList(HistoryQuery.topic("orders")).toCompletableFuture().join();
  }
}
