package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.TestBus;
import archon.bus.http.HttpClientOf.Answer;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class NoSecretsTest {
  private static final String CONFIGURED = "configured-secret-token";
  private static final String PRESENTED = "presented-wrong-secret";

  @TempDir Path directory;

  /** Everything that is logged, however verbose, and everything that is answered. */
  @Test
  void tellsNoTokenInALogOrAnAnswer() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.setLevel(Level.TRACE);
    root.addAppender(log);
    List<String> told = new ArrayList<>();
    String token;
    try (TestBus bus = TestBus.open(directory, settings())) {
      token = bus.token();
      for (String presented : List.of(token, CONFIGURED, PRESENTED)) {
        ask(bus.url(), presented, told);
      }
    } finally {
      root.detachAppender(log);
      root.setLevel(before);
    }
    log.list.forEach(
        event ->
            told.add(
                event.getFormattedMessage()
                    + (event.getThrowableProxy() == null
                        ? ""
                        : ThrowableProxyUtil.asString(event.getThrowableProxy()))));

    assertThat(told).hasSizeGreaterThan(20);
    assertThat(told).noneMatch(text -> text.contains(token));
    assertThat(told).noneMatch(text -> text.contains(CONFIGURED));
    assertThat(told).noneMatch(text -> text.contains(PRESENTED));
  }

  private static String settings() {
    return """
        archon.bus.http.tokens = [{ name = reader, sha256 = "%s", read = [orders] }]
        pekko.loglevel = DEBUG
        """
        .formatted(HexFormat.of().formatHex(Token.digest(CONFIGURED)));
  }

  private static void ask(URI url, String token, List<String> told) throws IOException {
    HttpClientOf client = new HttpClientOf(url, token);
    note(client.get("/v1/events"), told);
    note(client.get("/v1/events?limit=x"), told);
    note(client.get("/v1/nothing"), told);
    note(client.postJson("/v1/topics/orders/events", "nonsense"), told);
    note(
        client.send(
            HttpRequest.newBuilder(URI.create(url + "/v1/events?limit=x&access_token=" + token))),
        told);
    note(
        client.send(
            client.request("/v1/health").header("Cookie", token).POST(BodyPublishers.noBody())),
        told);
    for (String line :
        List.of(
            "GET /v1/health?access_token=%s HTTP/9.9".formatted(token),
            "GET /v1/health?access_token=%s&a=%%zz HTTP/1.1".formatted(token),
            "GET /v1/health?a=%%zz&access_token=%s HTTP/1.1".formatted(token),
            "GET /v1/health?access_token=%s%%ff&a=%%ff HTTP/1.1".formatted(token),
            "GET /%%zz?access_token=%s HTTP/1.1".formatted(token),
            "%s /v1/health HTTP/1.1".formatted(token))) {
      told.add(RawRequest.send(url, line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
      told.add(
          RawRequest.send(
              url,
              line
                  + "\r\nHost: evil.example\r\nAuthorization: Bearer %s\r\nBad Header: %s\r\nConnection: close\r\n\r\n"
                      .formatted(token, token)));
    }
  }

  private static void note(Answer answer, List<String> told) {
    told.add(answer.response().headers().map() + answer.body());
  }
}
