package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import archon.bus.TestBus;
import archon.bus.event.Event;
import archon.bus.event.Json;
import archon.bus.http.HttpClientOf.Answer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // reads ignore interrupts
final class EventStreamTest {
  private static final Instant NOON = Instant.parse("2026-04-16T12:00:00Z");
  private static final String[] LINES = {"Accept", "application/jsonl"};

  @TempDir Path directory;
  private TestBus bus;
  private HttpClientOf client;

  @BeforeEach
  void open() {
    bus = TestBus.open(directory, "archon.bus.http { heartbeat = 1s, max-streams = 3 }");
    client = new HttpClientOf(bus);
  }

  @AfterEach
  void close() {
    bus.close();
  }

  @Test
  void tellsWhereItBeginsAndThenEveryEventAsItIsStored() {
    publish("orders", 1);
    try (OpenStream stream = OpenStream.get(client, "/v1/stream?topic=orders")) {
      List<String> start = stream.block();
      Event event = publish("orders", 1);
      List<String> block = blockWithData(stream);

      assertThat(stream.contentType()).startsWith("text/event-stream");
      assertThat(start).containsExactly("retry: 1000", "id: orders:1");
      assertThat(block)
          .containsExactly(
              "id: orders:2", "data: " + event.toJson().replaceFirst("}$", ",\"seq\":2}"));
    }
  }

  @Test
  void goesOnBehindTheLastIdThatTheClientHas() {
    publish("orders", 2);
    String id;
    try (OpenStream stream = OpenStream.get(client, "/v1/stream?topic=*&from=all")) {
      stream.block();
      id = blockWithData(stream).get(0).substring("id: ".length());
    }
    publish("orders", 1);
    publish("bills", 1); // a topic that was not there before

    try (OpenStream stream =
        OpenStream.get(client, "/v1/stream?topic=*&from=new", "Last-Event-ID", id)) {
      stream.block();
      List<String> seqs = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        seqs.add(topicAndSeq(data(blockWithData(stream))));
      }

      assertThat(id).isEqualTo("orders:1");
      assertThat(seqs).containsExactlyInAnyOrder("orders 2", "orders 3", "bills 1");
    }
  }

  @Test
  void goesOnWithTopicsThatCameAfterAStreamWithoutAny() {
    String id;
    try (OpenStream stream = OpenStream.get(client, "/v1/stream?topic=*&from=new")) {
      id = stream.block().get(1).substring("id: ".length());
    }
    publish("orders", 1);

    try (OpenStream stream =
        OpenStream.get(client, "/v1/stream?topic=*&from=new", "Last-Event-ID", id)) {
      stream.block();

      assertThat(topicAndSeq(data(blockWithData(stream)))).isEqualTo("orders 1");
    }
  }

  @Test
  void hasThePositionsOfAllTopicsInEachId() {
    publish("a,b:c", 2);
    publish("日本", 1);
    try (OpenStream stream = OpenStream.get(client, "/v1/stream?topic=%3E")) {
      stream.block();
      publish("日本", 1);

      assertThat(blockWithData(stream).get(0)).isEqualTo("id: a%2Cb%3Ac:2,%E6%97%A5%E6%9C%AC:2");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "from=all, 1",
    "from=last:2, 4",
    "from=seq:3, 3",
    "from=since:2026-04-16T12:00:05Z, 5",
    "after=orders:1, 2",
    "after=orders:0, 1"
  })
  void beginsWhereItIsToldTo(String parameter, long first) {
    publish("orders", 5);
    try (OpenStream stream =
        OpenStream.get(client, "/v1/stream?topic=orders&" + parameter, LINES)) {
      for (long seq = first; seq <= 5; seq++) {
        assertThat(Json.parse(stream.text()).get("seq").asLong()).isEqualTo(seq);
      }
      assertThat(stream.contentType()).isEqualTo("application/jsonl");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"from=seq:1", "after=orders:1", "after=orders:1,bills:0"})
  void tellsWhatIsGoneAndWhereToGoOn(String parameter) {
    publish("orders", 4);
    client.delete("/v1/topics/orders/events?before=4");

    Answer answer = client.get("/v1/stream?topic=orders&topic=bills&" + parameter);

    assertThat(answer.status()).isEqualTo(410);
    assertThat(answer.problem()).isEqualTo("gone");
    assertThat(answer.json().path("earliest").toString()).isEqualTo("{\"orders\":4}");
    String after = answer.json().path("after").asText();
    try (OpenStream stream =
        OpenStream.get(client, "/v1/stream?topic=orders&topic=bills&after=" + after, LINES)) {
      assertThat(Json.parse(stream.text()).get("seq").asLong()).isEqualTo(4);
    }
  }

  @Test
  void tellsAGapWhereEventsAreGoneThatTheClientNeverHad() {
    publish("orders", 4);
    client.delete("/v1/topics/orders/events?before=4");
    publish("bills", 1);
    try (OpenStream events = OpenStream.get(client, "/v1/stream?topic=*&after=bills:1");
        OpenStream lines = OpenStream.get(client, "/v1/stream?topic=*&after=bills:1", LINES)) {
      assertThat(events.block())
          .containsExactly(
              "event: gap", "data: {\"topic\":\"orders\",\"first_seq\":1,\"last_seq\":3}");
      assertThat(events.block()).containsExactly("retry: 1000", "id: bills:1,orders:3");
      assertThat(data(events.block()).get("seq").asLong()).isEqualTo(4);
      assertThat(lines.text())
          .isEqualTo("{\"gap\":{\"topic\":\"orders\",\"first_seq\":1,\"last_seq\":3}}");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bills:1", "none"})
  void sendsNoIdThatItWouldNotGoOnFrom(String position) {
    publish("orders", 3);
    publish("bills", 1);
    client.delete("/v1/topics/orders/events");
    String id;
    try (OpenStream stream = OpenStream.get(client, "/v1/stream?topic=*&after=" + position)) {
      assertThat(stream.block()).contains("event: gap");
      id = stream.block().get(1).substring("id: ".length());
    }
    publish("orders", 1);

    try (OpenStream stream =
        OpenStream.get(client, "/v1/stream?topic=orders", "Last-Event-ID", id)) {
      assertThat(id).endsWith(",orders:3");
      assertThat(stream.block()).containsExactly("retry: 1000", "id: orders:3");
      assertThat(topicAndSeq(data(blockWithData(stream)))).isEqualTo("orders 4");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from=nowhere",
        "from=seq:0",
        "from=last:x",
        "from=since:noon",
        "after=orders",
        "after=orders:x",
        "after=orders:9",
        "after=:1",
        "after=orders:0,orders:1",
        "from=all&after=orders:1",
        "after=%25zz:1",
        "topic=a*"
      })
  void refusesAStartThatIsNone(String parameter) {
    publish("orders", 1);

    Answer answer = client.get("/v1/stream?topic=orders&" + parameter);

    assertThat(answer.status()).as(answer.body()).isEqualTo(400);
    assertThat(answer.problem()).isEqualTo("bad-parameter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"from=seq:9", "after=orders:8"})
  void tellsWhatIsNextWhereThatIsNotThereYet(String parameter) {
    publish("orders", 1);

    Answer answer = client.get("/v1/stream?topic=orders&" + parameter);

    assertThat(answer.detail())
        .isEqualTo(
            "position: expected seq 2 to be the next of topic \"orders\", or an earlier one, but found 9");
  }

  @Test
  void showsThatItIsThereWhileThereIsNothingToTell() {
    try (OpenStream stream = OpenStream.get(client, "/v1/stream?topic=orders")) {
      stream.block();

      assertThat(stream.block()).containsExactly(":");
    }
  }

  @Test
  void opensNoMoreAtATimeThanAllowedAndOthersAgainOnceOneIsGone() {
    OpenStream first = OpenStream.get(client, "/v1/stream");
    try (OpenStream second = OpenStream.get(client, "/v1/stream");
        OpenStream third = OpenStream.get(client, "/v1/stream", LINES)) {
      Answer refused = client.get("/v1/stream");
      first.close();

      assertThat(second.status() + third.status()).isEqualTo(400);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.problem()).isEqualTo("unavailable");
      assertThat(refused.header("Retry-After")).isEqualTo("5");
      await().until(() -> client.get("/v1/events").status() == 200);
    }
  }

  @Test
  void endsWhenTheBusIsClosed() {
    OpenStream stream = OpenStream.get(client, "/v1/stream", LINES);
    stream.line();

    CompletionStage<?> closed = bus.bus().closeAsync();

    assertThat(stream.text()).isNull();
    closed.toCompletableFuture().join();
  }

  @Test
  void breaksAnAnswerThatIsNotComplete() {
    publish("orders", 2); // a second apart
    OpenStream stream = OpenStream.get(client, "/v1/replay?speed=0.001", LINES);
    assertThat(stream.text()).contains("\"seq\":1}");

    CompletionStage<?> closed = bus.bus().closeAsync();

    assertThatThrownBy(stream::text).hasRootCauseInstanceOf(IOException.class);
    closed.toCompletableFuture().join();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/topics/orders/events", "/v1/replay?speed=0"})
  void sendsAllThatCanBeReadBeforeItBreaks(String path) throws IOException {
    publish("orders", 3);
    damage("orders.jsonl", "\"i\":2");

    OpenStream stream = OpenStream.get(client, path, LINES);

    assertThat(stream.status()).isEqualTo(200);
    assertThat(stream.text()).contains("\"seq\":1}");
    assertThat(stream.text()).contains("\"seq\":3}");
    assertThatThrownBy(stream::text).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void tellsWithAStatusThatNothingCanBeRead() throws IOException {
    publish("orders", 1);
    damage("orders.jsonl", "\"i\":1");

    Answer answer = client.get("/v1/topics/orders/events");

    assertThat(answer.status()).isEqualTo(500);
    assertThat(answer.problem()).isEqualTo("unreadable");
    assertThat(answer.detail()).contains("seq 1 of topic orders");
  }

  @Test
  void tellsNoGapOfWhatWasDeletedBeforeItBegan() {
    publish("orders", 4);
    client.delete("/v1/topics/orders/events");
    try (OpenStream stream = OpenStream.get(client, "/v1/stream?topic=*")) {
      assertThat(stream.block()).contains("id: orders:4");
      publish("orders", 1);

      assertThat(data(blockWithData(stream)).get("seq").asLong()).isEqualTo(5);
    }
  }

  @Test
  void replaysAndTellsTheEnd() {
    publish("orders", 3);
    try (OpenStream events = OpenStream.get(client, "/v1/replay?speed=0");
        OpenStream lines =
            OpenStream.get(client, "/v1/replay?speed=0&since=2026-04-16T12:00:02Z", LINES)) {
      assertThat(events.block()).containsExactly("retry: 1000");
      assertThat(data(events.block()).get("seq").asLong()).isEqualTo(1);
      events.block();
      events.block();
      assertThat(events.block()).containsExactly("event: end", "data: {}");
      assertThat(events.line()).isNull();
      assertThat(Json.parse(lines.text()).get("seq").asLong()).isEqualTo(2);
      assertThat(Json.parse(lines.text()).get("seq").asLong()).isEqualTo(3);
      assertThat(lines.text()).isNull();
    }
  }

  @Test
  void replaysInTheRhythmOfTheTimestamps() {
    publish("orders", 2); // a second apart
    try (OpenStream stream = OpenStream.get(client, "/v1/replay?speed=0.001", LINES)) {
      assertThat(stream.text()).contains("\"seq\":1}");
      assertThat(stream.line()).isEmpty(); // nothing yet
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"speed=-1", "speed=fast", "speed=NaN", "speed=Infinity", "until=x"})
  void refusesAReplayThatIsNone(String parameter) {
    assertThat(client.get("/v1/replay?" + parameter).status()).isEqualTo(400);
  }

  /** Events a second apart from 12:00:01 on; returns the last one. */
  private Event publish(String topic, int count) {
    Event last = null;
    for (int i = 1; i <= count; i++) {
      Event event = Event.create(topic, Map.of("i", i), "test").withTimestamp(NOON.plusSeconds(i));
      last = bus.bus().publish(event).toCompletableFuture().join().event();
    }
    return last;
  }

  /** Changes a byte of the first line that has {@code text}, in place. */
  private void damage(String file, String text) throws IOException {
    Path path = directory.resolve(file);
    int place = Files.readString(path).indexOf(text);
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {'#'}), place);
    }
  }

  private static List<String> blockWithData(OpenStream stream) {
    List<String> block = stream.block();
    while (block.size() < 2) { // a heartbeat
      block = stream.block();
    }
    return block;
  }

  private static Json data(List<String> block) {
    String last = block.get(block.size() - 1);
    return Json.parse(last.substring("data: ".length()));
  }

  private static String topicAndSeq(Json event) {
    return event.get("topic").asText() + " " + event.get("seq").asLong();
  }
}
