package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.TestBus;
import archon.bus.http.HttpClientOf.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The document and the running server say the same. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // reads ignore interrupts
final class OpenApiTest {
  private static final String JSON = "application/json";
  private static final String ID = "93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a";
  private static final String EVENT = "{\"payload\":{\"n\":1},\"source\":\"s\"}";
  private static final String KNOWN = "{\"id\":\"" + ID + "\",\"payload\":{},\"source\":\"s\"}";
  private static final String OTHER =
      "{\"id\":\"" + ID + "\",\"payload\":{\"n\":2},\"source\":\"s\"}";
  private static final String IN_A = "{\"topic\":\"a\"," + KNOWN.substring(1);
  private static final String OTHER_IN_A = "{\"topic\":\"a\"," + OTHER.substring(1);
  private static final String IN_B = "{\"topic\":\"b\",\"payload\":{},\"source\":\"s\"}";

  /** Sent in this order; each as: operation, path, accepted or sent media type, body. */
  private static final List<Sample> SAMPLES =
      List.of(
          post("/v1/topics/{topic}/events", "/v1/topics/a/events", JSON, KNOWN),
          post("/v1/topics/{topic}/events", "/v1/topics/a/events", JSON, KNOWN),
          post("/v1/topics/{topic}/events", "/v1/topics/a/events", JSON, OTHER),
          post(
              "/v1/topics/{topic}/events",
              "/v1/topics/a/events",
              JSON,
              "[" + EVENT + "," + EVENT + "]"),
          post("/v1/topics/{topic}/events", "/v1/topics/a/events", "application/jsonl", EVENT),
          post("/v1/topics/{topic}/events", "/v1/topics/a/events?source=s", JSON, "{}"),
          post("/v1/topics/{topic}/events", "/v1/topics/a/events", JSON, "nonsense"),
          post("/v1/topics/{topic}/events", "/v1/topics/a/events", "text/plain", "x"),
          post("/v1/topics/{topic}/events", "/v1/topics/a/events", JSON, "{}"),
          post("/v1/topics/{topic}/events", "/v1/topics/a/events", JSON, " ".repeat(70_000)),
          post("/v1/events", "/v1/events", JSON, IN_B),
          post("/v1/events", "/v1/events", JSON, IN_A),
          post("/v1/events", "/v1/events", JSON, OTHER_IN_A),
          post("/v1/events", "/v1/events", JSON, "[" + IN_B + "," + IN_A + "]"),
          post("/v1/events", "/v1/events", JSON, "[" + IN_B + "," + OTHER_IN_A + "]"),
          post("/v1/events", "/v1/events", JSON, "nonsense"),
          post("/v1/events", "/v1/events", "text/plain", "x"),
          post("/v1/events", "/v1/events", JSON, "{}"),
          post("/v1/events", "/v1/events", JSON, " ".repeat(70_000)),
          get("/v1/events", "/v1/events", "*/*"),
          get("/v1/events", "/v1/events", "application/jsonl"),
          get("/v1/events", "/v1/events", "application/x-ndjson"),
          get("/v1/events", "/v1/events", "application/cloudevents-batch+json"),
          get("/v1/events", "/v1/events?limit=x", "*/*"),
          get("/v1/events", "/v1/events", "text/html"),
          get("/v1/topics/{topic}/events", "/v1/topics/a/events", "*/*"),
          get("/v1/topics/{topic}/events", "/v1/topics/a/events?last=x", "*/*"),
          get("/v1/topics/{topic}/events", "/v1/topics/a/events", "text/html"),
          get("/v1/topics/{topic}/events/{seq}", "/v1/topics/a/events/1", "*/*"),
          get(
              "/v1/topics/{topic}/events/{seq}",
              "/v1/topics/a/events/1",
              "application/cloudevents+json"),
          get("/v1/topics/{topic}/events/{seq}", "/v1/topics/a/events/1?cloudevents=binary", "*/*"),
          get("/v1/topics/{topic}/events/{seq}", "/v1/topics/a/events/x", "*/*"),
          get("/v1/topics/{topic}/events/{seq}", "/v1/topics/a/events/999", "*/*"),
          get("/v1/topics/{topic}/events/{seq}", "/v1/topics/a/events/1", "text/html"),
          get("/v1/topics", "/v1/topics", "*/*"),
          get("/v1/topics", "/v1/topics?x=1", "*/*"),
          get("/v1/replay", "/v1/replay?speed=0", "text/event-stream"),
          get("/v1/replay", "/v1/replay?speed=0", "application/jsonl"),
          get("/v1/replay", "/v1/replay?speed=0", "application/x-ndjson"),
          get("/v1/replay", "/v1/replay?speed=x", "*/*"),
          get("/v1/replay", "/v1/replay", "text/html"),
          get("/v1/stream", "/v1/stream?from=x", "*/*"),
          get("/v1/stream", "/v1/stream", "text/html"),
          delete("/v1/topics/{topic}/events", "/v1/topics/a/events?before=x"),
          delete("/v1/topics/{topic}/events", "/v1/topics/a/events?before=2"),
          get("/v1/topics/{topic}/events/{seq}", "/v1/topics/a/events/1", "*/*"),
          get("/v1/stream", "/v1/stream?topic=a&from=seq:1", "*/*"),
          delete("/v1/events", "/v1/events?topic=b"),
          delete("/v1/events", "/v1/events?topic=b&confirm=true"),
          get("/v1/health", "/v1/health", "*/*"),
          get("/v1/ready", "/v1/ready", "*/*"),
          get("/v1/openapi.yaml", "/v1/openapi.yaml", "*/*"),
          get("/v1/event.schema.json", "/v1/event.schema.json", "*/*"));

  private record Sample(String operation, String path, String[] headers, String body) {
    String method() {
      return operation.substring(0, operation.indexOf(' '));
    }
  }

  private static Sample post(String template, String path, String mediaType, String body) {
    return new Sample("POST " + template, path, new String[] {"Content-Type", mediaType}, body);
  }

  private static Sample get(String template, String path, String accept) {
    return new Sample("GET " + template, path, new String[] {"Accept", accept}, "");
  }

  private static Sample delete(String template, String path) {
    return new Sample("DELETE " + template, path, new String[0], "");
  }

  @TempDir Path directory;
  private final OpenApi description = new OpenApi();
  private TestBus bus;

  @BeforeEach
  void open() {
    bus =
        TestBus.open(
            directory,
            """
            archon.bus.http {
              max-body-bytes = 64KiB
              tokens = [{ name = nobody, sha256 = "%s" }]
            }
            """
                .formatted(HexFormat.of().formatHex(Token.digest("nobody"))));
  }

  @AfterEach
  void close() {
    bus.close();
  }

  @Test
  void describesEveryOperationThereIsAndNoOther() {
    Set<String> operations =
        operations().stream()
            .map(operation -> operation.method().name() + " " + operation.path().text())
            .collect(Collectors.toSet());

    assertThat(description.operations()).isEqualTo(new TreeSet<>(operations));
  }

  @Test
  void describesEveryAnswerAsItComes() {
    List<String> complaints = new ArrayList<>();
    Set<String> seen = new TreeSet<>();
    HttpClientOf owner = new HttpClientOf(bus);
    for (Sample sample : SAMPLES) {
      check(sample, owner, seen, complaints);
    }
    for (Sample sample : SAMPLES) {
      check(sample, new HttpClientOf(bus.url(), "wrong"), seen, complaints);
      check(sample, new HttpClientOf(bus.url(), "nobody"), seen, complaints);
    }
    checkLiveStream(owner, seen, complaints);

    assertThat(complaints).isEmpty();
    assertThat(seen).containsAll(description.answers());
  }

  @Test
  void namesEveryKindOfProblem() {
    JsonNode types = description.document().at("/components/schemas/Problem/properties/type/enum");

    assertThat(types)
        .extracting(JsonNode::asText)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Problem.Kind.values()).map(Problem.Kind::type).toList());
  }

  @Test
  void isServedAsItStands() throws IOException {
    Answer document = new HttpClientOf(bus).get("/v1/openapi.yaml");
    Answer schema = new HttpClientOf(bus).get("/v1/event.schema.json");

    assertThat(document.body()).isEqualTo(Files.readString(Path.of("schemas", "openapi.yaml")));
    assertThat(schema.body()).isEqualTo(Files.readString(Path.of("schemas", "event.schema.json")));
  }

  @Test
  void hasNoReferenceThatLeadsNowhere() {
    Set<String> references = new HashSet<>();
    description.document().findValuesAsText("$ref").forEach(references::add);

    assertThat(references)
        .filteredOn(reference -> reference.startsWith("#"))
        .isNotEmpty()
        .allSatisfy(
            reference ->
                assertThat(description.document().at(reference.substring(1)).isMissingNode())
                    .isFalse());
  }

  private void check(
      Sample sample, HttpClientOf client, Set<String> seen, List<String> complaints) {
    HttpRequest.Builder request =
        client
            .request(sample.path())
            .method(sample.method(), BodyPublishers.ofString(sample.body()));
    note(
        sample.operation(),
        client.send(HttpClientOf.with(request, sample.headers())),
        seen,
        complaints);
  }

  private void note(String operation, Answer answer, Set<String> seen, List<String> complaints) {
    seen.add(operation + " " + answer.status());
    complaints.addAll(
        description.complaints(
            operation, answer.status(), answer.header("Content-Type"), answer.body()));
  }

  private void checkLiveStream(HttpClientOf owner, Set<String> seen, List<String> complaints) {
    for (String mediaType : List.of("text/event-stream", "application/jsonl")) {
      try (OpenStream stream =
          OpenStream.get(owner, "/v1/stream?topic=*&after=z:0", "Accept", mediaType)) {
        String gapAndEvent = stream.text() + "\n";
        for (int i = 0; i < 3; i++) {
          gapAndEvent += stream.text() + "\n";
        }
        seen.add("GET /v1/stream " + stream.status());
        complaints.addAll(description.complaints("GET /v1/stream", 200, mediaType, gapAndEvent));
      }
    }
  }

  private List<Operation> operations() {
    return Operations.of(bus.bus().system(), null, settings(), null);
  }

  private HttpSettings settings() {
    return HttpSettings.from(bus.bus().system().settings().config().getConfig("archon.bus.http"));
  }
}
