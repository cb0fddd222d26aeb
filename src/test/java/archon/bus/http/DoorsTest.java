package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.TestBus;
import archon.bus.http.HttpClientOf.Answer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DoorsTest {
  @TempDir static Path directory;
  private static TestBus bus;
  private static HttpClientOf client;

  @BeforeAll
  static void open() {
    bus =
        TestBus.open(
            directory, "archon.bus.http { allowed-hosts = [Bus.Example], max-streams = 3 }");
    client = new HttpClientOf(bus);
  }

  @AfterAll
  static void close() {
    bus.close();
  }

  @Test
  void letsTheTokenIn() {
    Answer answer = client.get("/v1/health");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("{\"status\":\"alive\"}");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Server")).isEmpty();
  }

  @Test
  void takesTheTokenOfAGetFromItsUriToo() {
    Answer answer =
        client.send(
            HttpRequest.newBuilder(
                URI.create(bus.url() + "/v1/ready?access_token=" + bus.token())));

    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "Bearer wrong, found another, Bearer error=\"invalid_token\"",
    "bearer  wrong, found another, Bearer error=\"invalid_token\"",
    "Bearer, has something else, Bearer",
    "'Bearer  ', has something else, Bearer",
    "Basic d3Jvbmc6d3Jvbmc=, has something else, Bearer",
    "wrong, has something else, Bearer",
    "\u00e4, has something else, Bearer"
  })
  void refusesEveryOtherTokenAndTellsWhatIsWrongWithIt(
      String credentials, String detail, String challenge) {
    Answer answer =
        client.send(
            HttpRequest.newBuilder(URI.create(bus.url() + "/v1/health"))
                .header("Authorization", credentials));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.problem()).isEqualTo("unauthorized");
    assertThat(answer.detail()).contains(detail).doesNotContain("wrong", "d3Jvbmc");
    assertThat(answer.header("WWW-Authenticate")).isEqualTo(challenge);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  @Test
  void refusesAWrongTokenInTheUriToo() {
    Answer answer =
        client.send(
            HttpRequest.newBuilder(URI.create(bus.url() + "/v1/health?access_token=wrong")));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.detail()).contains("found another").doesNotContain("wrong");
  }

  @Test
  void tellsNobodyWithoutATokenWhatThereIs() {
    Answer answer = client.send(HttpRequest.newBuilder(URI.create(bus.url() + "/v1/no-such-path")));

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.detail()).contains("there is no such header");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/health",
        "/v1/openapi.yaml",
        "/v1/events",
        "/v1/topics",
        "/v1/topics/none/events/1",
        "/v1/events?limit=x",
        "/v1/stream",
        "/v1/nothing"
      })
  void answersHeadAsGetWithoutTheBody(String path) throws IOException {
    for (int i = 0; i < 5; i++) { // more often than there may be streams
      String head = raw("HEAD " + path + " HTTP/1.1", "Host: localhost");

      assertThat(head).endsWith("\r\n\r\n").doesNotContain("{", "[", "openapi:", "retry:");
      if (path.equals("/v1/stream")) {
        assertThat(head).startsWith("HTTP/1.1 200").contains("text/event-stream");
      } else {
        Answer get = client.get(path);
        assertThat(head)
            .startsWith("HTTP/1.1 " + get.status())
            .contains("Content-Type: " + get.header("Content-Type"))
            .contains(get.header("Content-Length"));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 200",
    "127.0.0.1:1, 200",
    "LocalHost, 200",
    "[::1], 200",
    "bus.example:8080, 200",
    "evil.example, 421",
    "127.0.0.1.evil.example, 421",
    "0.0.0.0, 421"
  })
  void takesRequestsForItsOwnHostOnly(String host, int status) throws IOException {
    String answer = raw("GET /v1/health HTTP/1.1", "Host: " + host);

    assertThat(answer).startsWith("HTTP/1.1 " + status);
  }

  @Test
  void takesAPatternAsItIs() throws IOException {
    String answer = raw("GET /v1/events?topic=task.> HTTP/1.1", "Host: localhost");

    assertThat(answer).startsWith("HTTP/1.1 200");
  }

  @Test
  void takesNoTargetOfAnotherHost() throws IOException {
    String answer = raw("GET http://evil.example/v1/health HTTP/1.1", "Host: 127.0.0.1");

    assertThat(answer).startsWith("HTTP/1.1 400").contains("urn:archon-bus:problem:malformed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /%zz HTTP/1.1", "nonsense", "GET / HTTP/9.9", "GET /v1/health HTTP/1.1"})
  void answersWhatIsNoRequestWithAProblem(String line) throws IOException {
    String answer = raw(line, "X: 1");

    assertThat(answer).startsWith("HTTP/1.1 ").contains("urn:archon-bus:problem:malformed");
  }

  @Test
  void tellsWhatIsNotThereAndWhatCannotBeDone() {
    Answer unknown = client.get("/v1/nothing");
    Answer wrongMethod = client.delete("/v1/health");

    assertThat(unknown.status()).isEqualTo(404);
    assertThat(unknown.problem()).isEqualTo("not-found");
    assertThat(wrongMethod.status()).isEqualTo(405);
    assertThat(wrongMethod.header("Allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void readsNoBodyOfARefusedRequest() throws IOException {
    String answer =
        RawRequest.send(
            bus.url(),
            "POST /v1/health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000000\r\n\r\nxyz");

    assertThat(answer).startsWith("HTTP/1.1 401").containsIgnoringCase("Connection: close");
  }

  @Test
  void isReadyWhileTheDirectoryCanBeWrittenTo() {
    Answer answer = client.get("/v1/ready");

    assertThat(answer.body()).isEqualTo("{\"status\":\"ready\"}");
  }

  @Test
  void keepsAConnectionThatSentAWholeBody() {
    Answer answer =
        client.send(client.request("/v1/health").POST(BodyPublishers.ofString("small")));

    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.header("Connection")).isEmpty();
  }

  private static String raw(String line, String header) throws IOException {
    return RawRequest.send(
        bus.url(),
        "%s\r\n%s\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
            .formatted(line, header, bus.token()));
  }
}
