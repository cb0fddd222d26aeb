package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.TestBus;
import archon.bus.event.Event;
import archon.bus.event.Json;
import archon.bus.event.StoredEvent;
import archon.bus.http.HttpClientOf.Answer;
import archon.bus.read.HistoryQuery;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.http.HttpMessageFactory;
import io.cloudevents.jackson.JsonFormat;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Speaks to the bus with the CloudEvents SDK, as strangers do. */
final class CloudEventsTest {
  private static final String ID = "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a";
  private static final String STRUCTURED = "application/cloudevents+json";
  private static final String BATCH = "application/cloudevents-batch+json";
  private static final CloudEvent CLOUD_EVENT =
      CloudEventBuilder.v1()
          .withId(ID)
          .withSource(URI.create("/shop/1"))
          .withType("orders.new")
          .withTime(OffsetDateTime.parse("2026-04-16T12:00:00.5Z"))
          .withData(
              "application/json",
              "{\"total\":1.10,\"n\":123456789012345678901234567890.00}"
                  .getBytes(StandardCharsets.UTF_8))
          .withExtension("correlationid", "c 1 ü \"%20\"")
          .build();
  private static final Event EVENT =
      new Event(
          ID,
          "orders.new",
          Json.parse("{\"total\":1.10,\"n\":123456789012345678901234567890.00}"),
          "/shop/1",
          Instant.parse("2026-04-16T12:00:00.5Z"),
          "c 1 ü \"%20\"",
          Json.EMPTY_OBJECT);

  @TempDir Path directory;
  private TestBus bus;
  private HttpClientOf client;

  @BeforeEach
  void open() {
    bus = TestBus.open(directory, "");
    client = new HttpClientOf(bus);
  }

  @AfterEach
  void close() {
    bus.close();
  }

  @Test
  void storesAStructuredOneUnderItsTypeWithEveryDigit() {
    Answer answer =
        client.post(
            "/v1/events",
            STRUCTURED,
            new String(new JsonFormat().serialize(CLOUD_EVENT), StandardCharsets.UTF_8));

    assertThat(answer.status()).isEqualTo(201);
    assertThat(stored()).containsExactly(new StoredEvent(1, EVENT));
    assertThat(stored().get(0).event().payload()).hasToString(EVENT.payload().toString());
  }

  @Test
  void storesABinaryOne() {
    HttpRequest.Builder request = client.request("/v1/events");
    HttpMessageFactory.createWriter(
            (name, value) -> request.header(name, HeaderText.encoded(value).replace("%2F", "/")),
            body -> request.POST(BodyPublishers.ofByteArray(body)))
        .writeBinary(CLOUD_EVENT);

    Answer answer = client.send(request);

    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    assertThat(stored()).containsExactly(new StoredEvent(1, EVENT));
  }

  @Test
  void storesABatch() {
    String one = new String(new JsonFormat().serialize(CLOUD_EVENT), StandardCharsets.UTF_8);

    Answer answer = client.post("/v1/events", BATCH, "[%s, %s]".formatted(one, one));

    assertThat(answer.json())
        .extracting(result -> result.path("status").asText())
        .containsExactly("stored", "duplicate");
  }

  @Test
  void keepsInTheMetadataWhatTheBusHasNoMemberFor() {
    Answer answer =
        client.post(
            "/v1/topics/other/events",
            STRUCTURED,
            """
            {"specversion":"1.0","id":"order-1","source":"urn:shop","type":"com.example.order",
             "subject":"s","custom":"x","data":{}}""");

    Event event = history("other").get(0).event();
    assertThat(answer.status()).isEqualTo(201);
    assertThat(event.metadata().toString())
        .isEqualTo(
            "{\"cloudevents\":{\"subject\":\"s\",\"type\":\"com.example.order\",\"id\":\"order-1\",\"custom\":\"x\"}}");
  }

  @Test
  void givesAnIdThatIsNoUuidTheSameUuidEachTime() {
    String text =
        "{\"specversion\":\"1.0\",\"id\":\"order-1\",\"source\":\"urn:shop\",\"type\":\"orders.new\"}";

    Answer first = client.post("/v1/events", STRUCTURED, text);
    Answer second = client.post("/v1/events", STRUCTURED, text);

    assertThat(first.json().path("status").asText()).isEqualTo("stored");
    assertThat(second.json().path("status").asText()).isEqualTo("duplicate");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | nonsense",
        "400 | [1]",
        "400 | {\"id\":\"1\"}",
        "400 | {\"specversion\":\"9\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"}",
        "400 | {\"specversion\":\"1.0\",\"source\":\"s\",\"type\":\"t\"}",
        "422 | {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"data\":[1]}",
        "422 | {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"datacontenttype\":\"text/xml\",\"data\":\"<a/>\"}",
        "422 | {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t*\",\"data\":{}}",
        "422 | {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"metadata\":\"[]\",\"data\":{}}",
        "400 | {\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"time\":\"noon\",\"data\":{}}",
      })
  void refusesWhatIsNone(int status, String body) {
    Answer answer = client.post("/v1/events", STRUCTURED, body);

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"id\":null', Missing mandatory id attribute",
    "'\"time\":5', 'Wrong type NUMBER for attribute time, expecting STRING'",
    "'\"specversion\":\"7\"', Invalid specversion: 7",
    "'\"specversion\":\"0.3\"', Invalid specversion: 0.3"
  })
  void tellsWhatIsWrongWithOne(String attribute, String reason) {
    Answer answer =
        client.post(
            "/v1/events",
            STRUCTURED,
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",%s}"
                .formatted(attribute));

    assertThat(answer.detail())
        .isEqualTo("CloudEvent: expected one of version 1.0 but found: " + reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"data\":[1]           | 422 | event 2: payload: expected a JSON object",
        "\"data_base64\":\"AAA=\" | 400 | event 2: data_base64: line 1, column 2: expected JSON",
        "\"metadata\":\"{\"      | 400 | event 2: metadata: line 1, column 2: expected JSON",
        "\"id\":null            | 400 | event 2: CloudEvent: expected one of version 1.0"
      })
  void tellsWhichOfABatchIsWrong(String attribute, int status, String detail) {
    String one = "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\"%s}";

    Answer answer =
        client.post(
            "/v1/events",
            BATCH,
            "[%s,\n%s]".formatted(one.formatted(""), one.formatted("," + attribute)));

    assertThat(answer.detail()).startsWith(detail);
    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void answersWithTheEventThatWasStoredInAllForms() throws Exception {
    Event withMetadata =
        new Event(
            EVENT.id(),
            EVENT.topic(),
            EVENT.payload(),
            "my shop",
            EVENT.timestamp(),
            EVENT.correlationId(),
            Json.parse("{\"ü\":1}"));
    bus.bus().publish(withMetadata).toCompletableFuture().join();

    Answer structured = client.get("/v1/topics/orders.new/events/1", "Accept", STRUCTURED);
    Answer binary = client.get("/v1/topics/orders.new/events/1?cloudevents=binary");
    Answer batch = client.get("/v1/events", "Accept", BATCH);

    CloudEvent read =
        new JsonFormat().deserialize(structured.body().getBytes(StandardCharsets.UTF_8));
    assertThat(read.getId()).isEqualTo(ID);
    assertThat(read.getSource()).hasToString("my%20shop");
    assertThat(read.getType()).isEqualTo("orders.new");
    assertThat(read.getExtension("sequence")).isEqualTo("1");
    assertThat(read.getExtension("metadata")).isEqualTo("{\"ü\":1}");
    assertThat(structured.body()).contains("\"data\":" + EVENT.payload());
    assertThat(binary.body()).isEqualTo(EVENT.payload().toString());
    assertThat(fromBinary(binary).getExtension("correlationid")).isEqualTo(EVENT.correlationId());
    assertThat(batch.header("Content-Type")).isEqualTo(BATCH);
    assertThat(batch.json()).hasSize(1);
    assertThat(batch.json().get(0).toString()).isEqualTo(structured.json().toString());
  }

  private static CloudEvent fromBinary(Answer answer) {
    Map<String, String> headers = new HashMap<>();
    answer
        .response()
        .headers()
        .map()
        .forEach((name, values) -> headers.put(name, HeaderText.decoded(values.get(0))));
    return HttpMessageFactory.createReader(headers, answer.body().getBytes(StandardCharsets.UTF_8))
        .toEvent();
  }

  private List<StoredEvent> stored() {
    return history("orders.new");
  }

  private List<StoredEvent> history(String topic) {
    return bus.bus().historyList(HistoryQuery.topic(topic)).toCompletableFuture().join();
  }
}
