package archon.bus.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import archon.bus.redis.RedisFailure.Kind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.UniqueKillSwitch;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sources, flows and sinks against a server of their own. */
@Timeout(120)
final class RedisStreamsTest {
  private static final ActorTestKit ACTORS = ActorTestKit.create();

  @TempDir Path directory;
  private RedisServer server;
  private RedisConnector redis;

  @BeforeEach
  void start() {
    server = RedisServer.start(directory, "--appendonly", "yes", "--appendfsync", "always");
    redis = RedisConnector.create(RedisConnectorTest.settings(server.uri()));
  }

  @AfterEach
  void end() {
    redis.close();
    server.close();
  }

  @AfterAll
  static void endActors() {
    ACTORS.shutdownTestKit();
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(60, SECONDS);
  }

  private int pagesRead() {
    Matcher calls =
        Pattern.compile("cmdstat_lrange:calls=(\\d+)")
            .matcher(server.commands().info("commandstats"));
    return calls.find() ? Integer.parseInt(calls.group(1)) : 0;
  }

  private static ByteString text(int number) {
    return ByteString.fromString(Integer.toString(number));
  }

  private static List<String> texts(int from, int to) {
    return IntStream.range(from, to).mapToObj(Integer::toString).toList();
  }

  private static RedisWrite push(int number) {
    return new RedisWrite.Push("list", List.of(text(number)), 0);
  }

  private <T> Pair<UniqueKillSwitch, CompletionStage<Done>> collect(
      Source<T, ?> source, Queue<? super T> into) {
    return source
        .viaMat(KillSwitches.single(), Keep.right())
        .toMat(Sink.foreach(into::add), Keep.both())
        .run(ACTORS.system());
  }

  @Test
  void writesInOrderAndReadsAListByPages() throws Exception {
    Done written =
        get(
            Source.range(0, 4_999)
                .map(RedisStreamsTest::push)
                .runWith(RedisSink.write(redis), ACTORS.system()));

    List<RedisListItem> read =
        get(RedisSource.list(redis, "list", 10).runWith(Sink.seq(), ACTORS.system()));
    assertThat(written).isNotNull();
    assertThat(read).extracting(item -> item.value().utf8String()).isEqualTo(texts(10, 5_000));
    assertThat(read).extracting(RedisListItem::index).startsWith(10L).endsWith(4_999L);
    assertThat(get(RedisSource.list(redis, "none", 0).runWith(Sink.seq(), ACTORS.system())))
        .isEmpty();
  }

  @Test
  void readsNoMoreThanIsTaken() throws Exception {
    get(
        Source.range(0, 9_999)
            .grouped(1_000)
            .map(
                numbers ->
                    (RedisWrite)
                        new RedisWrite.Push(
                            "list", numbers.stream().map(RedisStreamsTest::text).toList(), 0))
            .runWith(RedisSink.write(redis), ACTORS.system()));
    server.commands().configResetstat();

    Queue<RedisListItem> taken = new ConcurrentLinkedQueue<>();
    CompletableFuture<Void> goesOn = new CompletableFuture<>();
    CompletionStage<Done> read =
        RedisSource.list(redis, "list", 0)
            .runWith(
                Sink.foreachAsync(
                    1,
                    item -> {
                      taken.add(item);
                      return goesOn;
                    }),
                ACTORS.system());

    await().until(() -> taken.size() == 1);
    assertThat(pagesRead()).isEqualTo(1);
    goesOn.complete(null);
    get(read);
    assertThat(taken).hasSize(10_000);
    assertThat(pagesRead()).isEqualTo(12);
  }

  @Test
  void trimsAndAnswersWhatRedisSays() throws Exception {
    List<RedisWritten> written =
        get(
            Source.<RedisWrite>from(
                    List.of(
                        new RedisWrite.Push("list", List.of(text(1), text(2), text(3)), 2),
                        new RedisWrite.Add("stream", Map.of("n", text(1)), 0),
                        new RedisWrite.Publish("channel", text(1))))
                .via(RedisFlow.write(redis))
                .runWith(Sink.seq(), ACTORS.system()));

    assertThat(written).extracting(RedisWritten::answer).element(0).isEqualTo("3");
    assertThat(written.get(1).answer()).matches("\\d+-\\d+");
    assertThat(written.get(2).answer()).isEqualTo("0");
    assertThat(server.commands().lrange("list", 0, -1)).containsExactly("2", "3");
  }

  @Test
  void doesATransactionAllOrNotAtAll() throws Exception {
    RedisTransaction<String> transaction =
        new RedisTransaction<>(
            List.of(
                new RedisWrite.Publish("channel", text(1)),
                new RedisWrite.Push("list", List.of(text(1)), 5),
                push(2)),
            "mine");

    RedisCommitted<String> committed =
        get(
            Source.single(transaction)
                .via(RedisFlow.atomically(redis))
                .runWith(Sink.head(), ACTORS.system()));

    assertThat(committed.context()).isEqualTo("mine");
    assertThat(committed.writes()).extracting(RedisWritten::answer).containsExactly("0", "1", "2");
    server.commands().configSet("maxmemory", "1");
    assertThatThrownBy(
            () ->
                get(
                    Source.single(transaction)
                        .runWith(RedisSink.atomically(redis), ACTORS.system())))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOfSatisfying(
            RedisFailure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.FULL));
    assertThat(server.commands().lrange("list", 0, -1)).containsExactly("1", "2");
  }

  @Test
  void hearsChannelsAndSaysWhereItMayHaveMissedSome() throws Exception {
    Queue<RedisMessage> heard = new ConcurrentLinkedQueue<>();
    CompletionStage<Done> subscribed =
        RedisSource.psubscribe(redis, Set.of("eventbus:*"))
            .to(Sink.foreach(heard::add))
            .run(ACTORS.system());
    get(subscribed);
    server.commands().publish("eventbus:a", "1");
    await().until(() -> heard.size() == 1);

    server.kill();
    server.restart();
    await().until(() -> server.commands().publish("eventbus:b", "2") == 1);
    server.commands().publish("eventbus:b", "3");

    await().until(() -> heard.size() >= 3);
    assertThat(heard).extracting(RedisMessage::channel).startsWith("eventbus:a", "eventbus:b");
    assertThat(heard).extracting(RedisMessage::missedBefore).containsExactly(0L, -1L, 0L);
    assertThat(heard).extracting(RedisMessage::pattern).containsOnly("eventbus:*");
  }

  @Test
  void noticesAServerThatHangsAndListensAgain() throws Exception {
    Queue<RedisMessage> heard = new ConcurrentLinkedQueue<>();
    CompletionStage<Done> subscribed =
        RedisSource.subscribe(redis, Set.of("a")).to(Sink.foreach(heard::add)).run(ACTORS.system());
    get(subscribed);
    server.suspend();
    for (int i = 0; i < 3; i++) { // a second each: longer than it takes to notice
      assertThat(RedisConnectorTest.failure(redis.connect()).kind()).isEqualTo(Kind.NOT_RESPONDING);
    }

    server.resume();
    await().until(() -> server.commands().publish("a", "1") >= 1 && !heard.isEmpty());

    assertThat(heard.element().missedBefore()).isEqualTo(RedisMessage.UNKNOWN);
  }

  @Test
  void goesOnInAStreamWhereItWasWhenTheServerIsBack() throws Exception {
    Queue<RedisStreamEntry> read = new ConcurrentLinkedQueue<>();
    var running = collect(RedisSource.stream(redis, Map.of("a", "0", "b", "0")), read);
    for (int i = 0; i < 100; i++) {
      server.commands().xadd("a", Map.of("n", Integer.toString(i)));
    }
    await().until(() -> read.size() == 100);

    server.kill();
    server.restart();
    for (int i = 100; i < 200; i++) {
      server.commands().xadd("a", Map.of("n", Integer.toString(i)));
    }

    await().until(() -> read.size() == 200);
    assertThat(read)
        .extracting(entry -> entry.fields().get("n").utf8String())
        .isEqualTo(texts(0, 200));
    running.first().shutdown();
    get(running.second());
    await().until(() -> server.clients() == 0);
  }

  @Test
  void missesNothingThatIsAddedAfterItBeganAtTheEndAlsoIfTheServerGoesFirst() throws Exception {
    server.commands().xadd("a", Map.of("n", "old"));
    Queue<RedisStreamEntry> read = new ConcurrentLinkedQueue<>();
    var running = collect(RedisSource.stream(redis, Map.of("a", "$", "none", "$")), read);
    await().until(() -> server.commands().info("commandstats").contains("cmdstat_xread:"));

    server.kill();
    server.restart();
    server.commands().xadd("a", Map.of("n", "0"));
    server.commands().xadd("none", Map.of("n", "1"));

    await().until(() -> read.size() == 2);
    assertThat(read)
        .extracting(entry -> entry.fields().get("n").utf8String())
        .containsExactlyInAnyOrder("0", "1");
    running.first().shutdown();
    get(running.second());
  }

  @Test
  void failsWithWhatTheServerRefuses() {
    server.commands().set("list", "text");

    assertThatThrownBy(
            () -> get(RedisSource.list(redis, "list", 0).runWith(Sink.seq(), ACTORS.system())))
        .cause()
        .isInstanceOfSatisfying(
            RedisFailure.class, failure -> assertThat(failure.kind()).isEqualTo(Kind.WRONG_TYPE));
  }

  @Test
  void releasesEverythingWhenItIsCancelled() throws Exception {
    Queue<Object> ignored = new ConcurrentLinkedQueue<>();
    var subscribed = collect(RedisSource.subscribe(redis, Set.of("c")), ignored);
    var streamed = collect(RedisSource.stream(redis, Map.of("s", "$")), ignored);
    var wrote =
        collect(
            Source.<RedisWrite>maybe().via(RedisFlow.write(redis)), new ConcurrentLinkedQueue<>());
    await().until(() -> server.clients() == 3);

    subscribed.first().shutdown();
    streamed.first().shutdown();
    wrote.first().shutdown();

    await().until(() -> server.clients() == 0);
  }
}
