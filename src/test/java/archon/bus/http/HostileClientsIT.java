package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.TestBus;
import archon.bus.event.Event;
import archon.bus.event.Json;
import archon.bus.read.HistoryQuery;
import archon.bus.topic.PublishResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that mean no good: each gets the right refusal, while others publish undisturbed. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HostileClientsIT {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final int IDLE_STREAMS = 1_000;

  @TempDir Path directory;
  private TestBus bus;
  private HttpClientOf client;
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicLong published = new AtomicLong();
  private CompletableFuture<Void> publisher;

  @BeforeEach
  void open() {
    bus = TestBus.open(directory.resolve("events"), "archon.bus.http.max-connections = 2000");
    client = new HttpClientOf(bus);
    publisher = CompletableFuture.runAsync(this::publishOnAndOn);
  }

  /** In the process itself and over HTTP in turn; fails with the first that is refused. */
  private void publishOnAndOn() {
    while (!isOver.get()) {
      PublishResult result =
          bus.bus()
              .publish("busy", Map.of("text", "x".repeat(500)), "test")
              .toCompletableFuture()
              .join();
      assertThat(result.seq()).isPositive();
      assertThat(client.postJson("/v1/topics/busy/events?source=test", "{}").status())
          .isEqualTo(201);
      published.incrementAndGet();
    }
  }

  @AfterEach
  void close() {
    isOver.set(true);
    publisher.join(); // nothing was refused
    bus.close();
  }

  private void awaitProgress() {
    long before = published.get();
    await().atMost(Duration.ofSeconds(30)).until(() -> published.get() > before + 20);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /v1/topics/../../etc/passwd/events HTTP/1.1, 404",
    "GET /v1/topics/..%2F..%2F..%2Fetc%2Fpasswd/events/1 HTTP/1.1, 404",
    "GET /v1/topics/%00/events HTTP/1.1, 200",
    "POST /v1/topics/%00/events?source=s HTTP/1.1, 422"
  })
  void aPathLeadsNowhereElse(String line, int status) throws IOException {
    String answer =
        RawRequest.send(
            bus.url(),
            line
                + "\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}"
                    .formatted(bus.token()));

    assertThat(answer).startsWith("HTTP/1.1 " + status);
    awaitProgress();
  }

  @Test
  void aTopicThatLooksLikeAPathIsAFileInTheDirectory() throws IOException {
    String path = "/v1/topics/..%2F..%2Foutside/events";
    assertThat(client.postJson(path + "?source=s", "{\"n\":1}").status()).isEqualTo(201);

    assertThat(Json.parse(client.get(path).body()).node().get(0).path("topic").asText())
        .isEqualTo("../../outside");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files).containsExactly(directory.resolve("events"));
    }
    assertThat(directory.resolve("events").resolve("%2E.%2F..%2Foutside.jsonl")).exists();
  }

  @ParameterizedTest
  @CsvSource({"Content-Length: 100000000, 413", "Transfer-Encoding: chunked, 413"})
  void aBodyOf100MegabytesIsRefusedAndNotTaken(String header, int status) throws IOException {
    try (Socket socket = connect("POST /v1/topics/large/events HTTP/1.1", header)) {
      long sent = 0;
      byte[] piece = "100000\r\n".getBytes(StandardCharsets.US_ASCII);
      byte[] data = " ".repeat(0x100000).getBytes(StandardCharsets.US_ASCII);
      OutputStream out = socket.getOutputStream();
      try {
        for (int i = 0; i < 95; i++) {
          if (header.startsWith("Transfer")) {
            out.write(piece);
          }
          out.write(data);
          if (header.startsWith("Transfer")) {
            out.write('\r');
            out.write('\n');
          }
          sent += data.length;
        }
      } catch (IOException closed) {
        // The server has heard enough.
      }

      assertThat(answerOf(socket)).isIn("", "HTTP/1.1 " + status); // "": reset while it was sent
      assertThat(sent).isLessThan(64_000_000);
    }
    awaitProgress();
  }

  @Test
  void aClientThatNeverReadsHoldsUpNobodyAndFillsNoMemory() throws IOException {
    try (Socket live = connect("GET /v1/stream?topic=busy HTTP/1.1", "Accept: application/jsonl");
        Socket history = connect("GET /v1/topics/busy/events HTTP/1.1", "X-Nothing: 1")) {
      List<Event> events = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        events.add(Event.create("busy", Map.of("text", "x".repeat(10_000)), "test"));
      }
      for (int i = 0; i < 30; i++) { // 60 MB
        events.replaceAll(event -> Event.create("busy", event.payload(), "test"));
        bus.bus().publishAll(events).toCompletableFuture().join();
      }
      long before = heapInUse();
      for (int i = 0; i < 30; i++) {
        events.replaceAll(event -> Event.create("busy", event.payload(), "test"));
        bus.bus().publishAll(events).toCompletableFuture().join();
      }

      assertThat(live.isConnected() && history.isConnected()).isTrue();
      assertThat(heapInUse() - before).isLessThan(20_000_000);
    }
    awaitProgress();
  }

  @Test
  void aThousandIdleStreamsAreRefusedBeyondTheLimitAndCostNobodyElse() throws IOException {
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE_STREAMS; i++) {
        sockets.add(connect("GET /v1/stream?topic=idle HTTP/1.1", "Accept: application/jsonl"));
      }
      int open = 0;
      int refused = 0;
      for (Socket socket : sockets) {
        String status = statusOf(socket);
        open += status.equals("HTTP/1.1 200") ? 1 : 0;
        refused += status.equals("HTTP/1.1 503") ? 1 : 0;
      }

      assertThat(open).isEqualTo(256);
      assertThat(refused).isEqualTo(IDLE_STREAMS - 256);
      awaitProgress();
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> client.get("/v1/events?limit=0").status() == 200);
  }

  @Test
  void wrongTokensAndForeignHostsGetNowhereHoweverOftenTheyTry() throws IOException {
    HttpClientOf wrong = new HttpClientOf(bus.url(), "wrong");
    for (int i = 0; i < 200; i++) {
      assertThat(wrong.postJson("/v1/topics/busy/events?source=evil", "{}").status())
          .isEqualTo(401);
    }
    String foreign =
        RawRequest.send(
            bus.url(),
            "GET /v1/events HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
                .formatted(bus.token()));

    assertThat(foreign).startsWith("HTTP/1.1 421");
    assertThat(
            bus.bus().historyList(HistoryQuery.all().source("evil")).toCompletableFuture().join())
        .isEmpty();
    awaitProgress();
  }

  private Socket connect(String line, String header) throws IOException {
    Socket socket = new Socket(bus.url().getHost(), bus.url().getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket
        .getOutputStream()
        .write(
            "%s\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n%s\r\n\r\n"
                .formatted(line, bus.token(), header)
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String answerOf(Socket socket) {
    try {
      return statusOf(socket);
    } catch (IOException reset) {
      return "";
    }
  }

  private static String statusOf(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    return new String(in.readNBytes("HTTP/1.1 200".length()), StandardCharsets.US_ASCII);
  }

  private static long heapInUse() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
