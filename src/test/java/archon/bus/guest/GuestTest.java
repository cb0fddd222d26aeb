package archon.bus.guest;

import static archon.bus.guest.FilesInMemory.event;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.event.BusClosed;
import archon.bus.event.EncodedEvent;
import archon.bus.guest.ScriptedNode.Heard;
import archon.bus.link.LinkClient;
import archon.bus.topic.ClearLimit;
import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishResult;
import archon.bus.topic.Topics;
import archon.bus.topic.TopicsInMemory;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A guest over real connections, with nodes that do as they are told. */
@Timeout(60)
final class GuestTest {
  private static final String TOPIC = "task.completed";
  private static final long PID = 4711;

  private final FilesInMemory files = new FilesInMemory();
  private final UUID id = UUID.randomUUID();
  private final Guest guest =
      new Guest(
          NodeSettings.from(
              ConfigFactory.parseString("timeout = 2s")
                  .withFallback(ConfigFactory.defaultReference().getConfig("archon.bus.node"))),
          OutboxTest.settings(""),
          files,
          Runnable::run);
  private final List<ScriptedNode> nodes = new ArrayList<>();

  @AfterEach
  void close() {
    guest.disconnect();
    nodes.forEach(ScriptedNode::close);
  }

  private ScriptedNode node() {
    ScriptedNode node = new ScriptedNode();
    nodes.add(node);
    return node;
  }

  /** Serves the guest on a thread of its own; completes when the connection has ended. */
  private CompletableFuture<Void> serve(ScriptedNode node) throws IOException {
    LinkClient client = node.connect(id);
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                guest.serve(client, PID);
              } catch (IOException e) {
                // broken, which is an end as well
              }
              ended.complete(null);
            });
    thread.setDaemon(true);
    thread.start();
    return ended;
  }

  private static AbstractThrowableAssert<?, ?> assertFailure(CompletionStage<?> stage) {
    try {
      Object value = stage.toCompletableFuture().get(20, SECONDS);
      throw new AssertionError("expected a failure but completed with " + value);
    } catch (ExecutionException e) {
      return assertThat(e.getCause());
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void publishesGoToTheNextNodeUnlessTheFilesShowThem() throws Exception {
    ScriptedNode first = node();
    CompletableFuture<Void> served = serve(first);
    EncodedEvent stored = event(TOPIC, 1);
    CompletionStage<PublishResult> one = guest.publish(stored);
    CompletionStage<PublishResult> two = guest.publish(event(TOPIC, 2));
    first.hears();
    first.hears();
    files.store(event(TOPIC, 99), stored);
    first.close();
    served.get(20, SECONDS);

    ScriptedNode next = node();
    var unused = serve(next);

    Heard again = next.hears();
    assertThat(again.knownSeq()).isEqualTo(2);
    assertThat(next.hears().knownSeq()).isZero();
    next.say(out -> out.stored(again.number(), 2, 2, (byte) 0));
    assertThat(one.toCompletableFuture().get(20, SECONDS).seq()).isEqualTo(2);
    assertThat(two.toCompletableFuture().get(20, SECONDS).seq()).isEqualTo(3);
  }

  @Test
  void failsWithThePidOfANodeThatHangsButNotWhileItIsHeard() throws Exception {
    ScriptedNode node = node();
    var unused = serve(node);
    CompletionStage<PublishResult> result = guest.publish(event(TOPIC, 1));
    CompletionStage<Long> clear = guest.clear(TOPIC, ClearLimit.All.INSTANCE);
    node.hears();
    node.hears();

    tick(80); // ten times the time-out, in no time
    assertThat(result.toCompletableFuture()).isNotDone();
    node.fallSilent();
    await()
        .until(
            () -> {
              guest.tick();
              return result.toCompletableFuture().isDone() && clear.toCompletableFuture().isDone();
            });

    assertFailure(result)
        .isInstanceOf(PublishOutcomeUnknown.class)
        .hasCauseInstanceOf(NodeNotResponding.class)
        .hasMessageContaining("4711");
    assertFailure(clear).isInstanceOf(NodeNotResponding.class).hasMessageContaining("4711");
  }

  @Test
  void aNodeThatBreaksEveryConnectionIsNotOneThatIsHeard() throws Exception {
    ScriptedNode node = node();
    CompletionStage<PublishResult> result = guest.publish(event(TOPIC, 1));

    for (int i = 0; i < 8; i++) {
      CompletableFuture<Void> served = serve(node);
      node.hears();
      guest.tick();
      node.endConnection();
      served.get(20, SECONDS);
    }

    assertFailure(result)
        .isInstanceOf(PublishOutcomeUnknown.class)
        .hasCauseInstanceOf(NodeNotResponding.class);
  }

  @Test
  void aLongLookForWhatIsStoredIsNoSilence() throws Exception {
    ScriptedNode first = node();
    CompletableFuture<Void> served = serve(first);
    EncodedEvent event = event(TOPIC, 1);
    CompletionStage<PublishResult> result = guest.publish(event);
    first.hears();
    files.store(event);
    first.close();
    served.get(20, SECONDS);
    files.onRead(() -> tick(40));

    ScriptedNode next = node();
    var unused = serve(next);

    assertThat(next.hears().knownSeq()).isEqualTo(1);
    assertThat(result.toCompletableFuture()).isNotDone();
  }

  private void tick(int times) {
    for (int i = 0; i < times; i++) {
      guest.tick();
    }
  }

  @Test
  void asksTheNextNodeToClearAgain() throws Exception {
    ScriptedNode first = node();
    CompletableFuture<Void> served = serve(first);
    CompletionStage<Long> cleared = guest.clear(TOPIC, new ClearLimit.BeforeSeq(7));
    first.hears();
    first.close();
    served.get(20, SECONDS);

    ScriptedNode next = node();
    var unused = serve(next);

    Heard again = next.hears();
    assertThat(again.what()).isEqualTo("clear");
    next.say(out -> out.answer(again.number(), "5"));
    assertThat(cleared.toCompletableFuture().get(20, SECONDS)).isEqualTo(5);
  }

  @Test
  void asksThePresentNodeOrTheNextHowFarTopicsAreDurable() throws Exception {
    CompletionStage<Map<String, Long>> ends = guest.durableEnds(Set.of(TOPIC));
    ScriptedNode first = node();
    CompletableFuture<Void> served = serve(first);
    first.hears();
    first.close();
    served.get(20, SECONDS);

    ScriptedNode next = node();
    var unused = serve(next);

    Heard asked = next.hears();
    assertThat(asked.what()).isEqualTo("ends");
    next.say(out -> out.answer(asked.number(), "[[\"task.completed\",7]]"));
    assertThat(ends.toCompletableFuture().get(20, SECONDS)).isEqualTo(Map.of(TOPIC, 7L));
  }

  @Test
  void asksForTheEndsOfManyTopicsInPortions() throws Exception {
    ScriptedNode node = node();
    var unused = serve(node);
    List<String> topics = IntStream.range(0, 3_600).mapToObj(n -> "%036d".formatted(n)).toList();

    CompletionStage<Map<String, Long>> ends = guest.durableEnds(topics);
    Set<String> asked = new HashSet<>();
    while (asked.size() < topics.size()) {
      Heard portion = node.hears();
      assertThat(portion.topic()).hasSizeLessThan(50_000);
      asked.addAll(List.of(portion.topic().split(",")));
      String first = portion.topic().substring(0, 36);
      node.say(out -> out.answer(portion.number(), "[[\"%s\",7]]".formatted(first)));
    }

    assertThat(asked).containsExactlyInAnyOrderElementsOf(topics);
    assertThat(ends.toCompletableFuture().get(20, SECONDS))
        .hasSizeGreaterThan(1)
        .containsEntry(topics.get(0), 7L);
  }

  @Test
  void aCallThatNoFrameOfTheNodeHoldsFailsAndHoldsNothingUp() throws Exception {
    var unused = serve(node());

    CompletionStage<Long> tooLong = guest.clear("x".repeat(3 << 20), ClearLimit.All.INSTANCE);
    guest.publish(event(TOPIC, 1));

    assertThat(nodes.get(0).hears().what()).isEqualTo("publish");
    assertFailure(tooLong).isInstanceOf(RemoteFailure.class).hasMessageContaining("limits");
  }

  @Test
  void leavesANodeThatItMeetsOnlyAfterItsEnd() throws Exception {
    guest.disconnect();

    CompletableFuture<Void> served = serve(node());

    served.get(20, SECONDS);
    assertFailure(guest.publish(event(TOPIC, 1))).isInstanceOf(BusClosed.class);
    assertFailure(guest.clear(TOPIC, ClearLimit.All.INSTANCE)).isInstanceOf(BusClosed.class);
  }

  @Test
  void answersWhatWaitsBeforeItCloses() throws Exception {
    ScriptedNode node = node();
    CompletableFuture<Void> served = serve(node);
    CompletionStage<PublishResult> result = guest.publish(event(TOPIC, 1));
    Heard published = node.hears();

    CompletionStage<Void> closed = guest.close();
    assertThat(closed.toCompletableFuture()).isNotDone();
    node.say(out -> out.stored(published.number(), 1, 1, (byte) 0));

    closed.toCompletableFuture().get(20, SECONDS);
    assertThat(result.toCompletableFuture()).isCompleted();
    guest.disconnect();
    served.get(20, SECONDS);
  }

  @Test
  void answersACallThatWaitsBeforeItCloses() throws Exception {
    ScriptedNode node = node();
    var unused = serve(node);
    CompletionStage<Long> cleared = guest.clear(TOPIC, ClearLimit.All.INSTANCE);
    Heard asked = node.hears();

    CompletionStage<Void> closed = guest.close();
    assertThat(closed.toCompletableFuture()).isNotDone();
    assertFailure(guest.clear(TOPIC, ClearLimit.All.INSTANCE))
        .isInstanceOf(BusClosed.class)
        .hasMessageContaining("nothing was done");
    node.say(out -> out.answer(asked.number(), "5"));

    closed.toCompletableFuture().get(20, SECONDS);
    assertThat(cleared.toCompletableFuture().get(20, SECONDS)).isEqualTo(5);
  }

  @Test
  void doesNotSayThatNothingWasDoneOfACallThatANodeMayHaveHeard() throws Exception {
    ScriptedNode node = node();
    CompletableFuture<Void> served = serve(node);
    CompletionStage<Long> heard = guest.clear(TOPIC, ClearLimit.All.INSTANCE);
    node.hears();
    node.close();
    served.get(20, SECONDS);
    CompletionStage<Long> unsent = guest.clear("other", ClearLimit.All.INSTANCE);

    guest.disconnect();

    assertFailure(heard)
        .isInstanceOf(BusClosed.class)
        .hasMessageContaining("may or may not be done");
    assertFailure(unsent).isInstanceOf(BusClosed.class).hasMessageContaining("nothing was done");
  }

  @Test
  void doesItselfWhatWaitsOnceItsProcessIsTheNode() throws Exception {
    try (TopicsInMemory inMemory = new TopicsInMemory()) {
      CompletionStage<PublishResult> result = guest.publish(event(TOPIC, 1));
      CompletionStage<Long> cleared = guest.clear("other", ClearLimit.All.INSTANCE);
      Topics topics = inMemory.open();

      guest.promote(topics, (selected, subscriber, afterInterruption) -> () -> {});

      assertThat(result.toCompletableFuture().get(20, SECONDS).seq()).isEqualTo(1);
      assertThat(cleared.toCompletableFuture().get(20, SECONDS)).isZero();
      CompletionStage<PublishResult> late = guest.publish(event(TOPIC, 2));
      assertThat(late.toCompletableFuture().get(20, SECONDS).seq()).isEqualTo(2);
      assertThat(guest.clear(TOPIC, ClearLimit.All.INSTANCE).toCompletableFuture().get(20, SECONDS))
          .isEqualTo(2);
    }
  }
}
