package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.TestBus;
import archon.bus.http.HttpClientOf.Answer;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RightsTest {
  private static final String SECRET = "the shop's own";

  @TempDir static Path directory;
  private static TestBus bus;
  private static HttpClientOf shop;
  private static HttpClientOf nobody;

  @BeforeAll
  static void open() {
    bus =
        TestBus.open(
            directory,
            """
            archon.bus.http {
              tokens = [
                { name = shop, sha256 = "%s", publish = ["orders.>"], read = ["orders.*", bills], clear = [orders.old] }
                { name = nobody, sha256 = "%s" }
              ]
              allowed-origins = ["https://dashboard.example"]
            }
            """
                .formatted(hash(SECRET), hash("nothing")));
    shop = new HttpClientOf(bus.url(), SECRET);
    nobody = new HttpClientOf(bus.url(), "nothing");
    HttpClientOf all = new HttpClientOf(bus);
    for (String topic : new String[] {"orders.new", "orders.old", "bills", "secret"}) {
      all.postJson("/v1/topics/%s/events?source=test".formatted(topic), "{}");
    }
  }

  @AfterAll
  static void close() {
    bus.close();
  }

  private static String hash(String secret) {
    return HexFormat.of().formatHex(Token.digest(secret));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/health, 200",
    "GET, /v1/topics/bills/events, 200",
    "GET, /v1/topics/bills/events/1, 200",
    "GET, /v1/topics/secret/events, 403",
    "GET, /v1/topics/secret/events/1, 403",
    "GET, /v1/events?topic=orders.*, 200",
    "GET, /v1/events?topic=orders.new&topic=bills, 200",
    "GET, /v1/events?topic=orders.%3E, 403",
    "GET, /v1/events?topic=bills&topic=secret, 403",
    "GET, /v1/stream?topic=*, 403",
    "GET, /v1/replay?topic=%3E, 403",
    "GET, /v1/replay?speed=0, 200",
    "POST, /v1/topics/orders.a.b/events?source=s, 201",
    "POST, /v1/topics/bills/events?source=s, 403",
    "DELETE, /v1/topics/orders.old/events, 200",
    "DELETE, /v1/topics/orders.new/events, 403",
    "DELETE, /v1/events?topic=orders.*&confirm=true, 403",
  })
  void allowsWhatTheTokenHasARightTo(String method, String path, int status) {
    Answer answer =
        shop.send(
            shop.request(path)
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString("{}")));

    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    if (status == 403) {
      assertThat(answer.problem()).isEqualTo("forbidden");
      assertThat(answer.body()).contains("shop").doesNotContain(SECRET);
    }
  }

  @Test
  void showsOnlyTheTopicsThatMayBeRead() {
    assertThat(shop.get("/v1/topics").json())
        .extracting(topic -> topic.path("topic").asText())
        .contains("bills", "orders.new")
        .doesNotContain("secret");
    assertThat(shop.get("/v1/events").json())
        .extracting(event -> event.path("topic").asText())
        .contains("bills", "orders.new")
        .doesNotContain("secret");
  }

  @Test
  void storesNothingOfABodyThatPublishesToATopicThatMayNotBe() {
    Answer answer =
        shop.postJson(
            "/v1/events",
            "[{\"topic\":\"orders.x\",\"payload\":{},\"source\":\"s\"},{\"topic\":\"secret\",\"payload\":{},\"source\":\"s\"}]");

    assertThat(answer.status()).isEqualTo(403);
    assertThat(new HttpClientOf(bus).get("/v1/topics/orders.x/events").body()).isEqualTo("[]\n");
  }

  @ParameterizedTest
  @CsvSource({"/v1/health, 200", "/v1/events, 403", "/v1/topics, 403", "/v1/stream, 403"})
  void allowsATokenWithoutRightsToAskForHealthOnly(String path, int status) {
    assertThat(nobody.get(path).status()).isEqualTo(status);
  }

  @Test
  void tellsABrowserWhichPagesMayUseIt() {
    Answer asked =
        shop.send(
            HttpRequest.newBuilder(bus.url().resolve("/v1/stream"))
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://dashboard.example")
                .header("Access-Control-Request-Method", "GET"));
    Answer permitted = shop.get("/v1/health", "Origin", "https://dashboard.example");
    Answer foreign = shop.get("/v1/health", "Origin", "https://evil.example");

    assertThat(asked.status()).isEqualTo(204);
    assertThat(asked.header("Access-Control-Allow-Origin")).isEqualTo("https://dashboard.example");
    assertThat(asked.header("Access-Control-Allow-Headers")).contains("Authorization");
    assertThat(permitted.header("Access-Control-Allow-Origin"))
        .isEqualTo("https://dashboard.example");
    assertThat(foreign.header("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void answersNoPageOfAnotherOriginBeforeItsRequest() {
    Answer asked =
        shop.send(
            HttpRequest.newBuilder(bus.url().resolve("/v1/stream"))
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", "https://evil.example")
                .header("Access-Control-Request-Method", "GET"));

    assertThat(asked.status()).isEqualTo(401);
  }
}
