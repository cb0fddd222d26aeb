package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import archon.bus.event.Event;
import archon.bus.topic.Durability;
import archon.bus.topic.FullQueue;
import archon.bus.topic.PublishResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PublisherStageTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final int WINDOW = 4;

  /** What the bus was asked to publish and did not refuse, and the answers the test is to give. */
  private final List<Event> accepted = new CopyOnWriteArrayList<>();

  private final List<CompletableFuture<PublishResult>> answers = new CopyOnWriteArrayList<>();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void emitsResultsInTheOrderOfTheEventsHoweverTheyComplete() {
    CompletionStage<List<PublishResult>> results =
        run(events(WINDOW), this::accept).runWith(Sink.seq(), KIT.system());
    await().until(() -> answers.size() == WINDOW);

    for (int i = WINDOW - 1; i >= 0; i--) {
      store(i);
    }

    assertThat(join(results))
        .extracting(PublishResult::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, WINDOW).boxed().toList());
  }

  @Test
  void keepsNoMoreEventsUnderWayThanItsWindow() {
    SinkQueueWithCancel<PublishResult> results =
        run(events(100), this::accept).runWith(Sink.queue(1), KIT.system());
    await().until(() -> answers.size() == WINDOW);

    store(0);

    assertThat(join(results.pull())).isPresent();
    await().until(() -> answers.size() >= WINDOW + 1);
    await().during(Duration.ofMillis(50)).until(() -> answers.size() == WINDOW + 1);
    results.cancel();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7})
  void publishesAgainWhatAFullQueueRefusedBeforeAnythingElse(int refusals) {
    AtomicInteger attempts = new AtomicInteger();
    List<Event> events = events(50);

    CompletionStage<List<PublishResult>> results =
        run(
                events,
                event ->
                    attempts.getAndIncrement() % (refusals + 1) < refusals
                        ? CompletableFuture.failedFuture(FullQueue.of(event.topic()))
                        : acceptAndStore(event))
            .runWith(Sink.seq(), KIT.system());

    assertThat(join(results)).extracting(PublishResult::event).containsExactlyElementsOf(events);
    assertThat(accepted).containsExactlyElementsOf(events);
    assertThat(attempts).hasValue(50 * (refusals + 1));
  }

  @Test
  void failsWithTheCauseOfAFailedPublishAfterTheResultsBeforeIt() {
    SinkQueueWithCancel<PublishResult> results =
        run(events(3), this::accept).runWith(Sink.queue(), KIT.system());
    await().until(() -> answers.size() == 3);
    IllegalStateException failure = new IllegalStateException("intended by the test");

    answers.get(1).completeExceptionally(failure);
    store(2);
    store(0);

    assertThat(join(results.pull())).hasValueSatisfying(first -> assertThat(first.seq()).isOne());
    assertThat(catchThrowable(() -> join(results.pull())))
        .isInstanceOf(CompletionException.class)
        .hasCause(failure);
  }

  @Test
  void completesAtOnceWithoutEvents() {
    CompletionStage<List<PublishResult>> results =
        run(List.of(), this::accept).runWith(Sink.seq(), KIT.system());

    assertThat(join(results)).isEmpty();
  }

  @Test
  void completesOnlyAfterTheLastResult() {
    CompletionStage<List<PublishResult>> results =
        run(events(1), this::accept).runWith(Sink.seq(), KIT.system());
    await().until(() -> answers.size() == 1);

    assertThat(results.toCompletableFuture()).isNotDone();
    store(0);

    assertThat(join(results)).hasSize(1);
  }

  @Test
  void publishesNothingMoreOnceItIsCancelled() {
    SinkQueueWithCancel<PublishResult> results =
        run(events(100), this::accept).runWith(Sink.queue(1), KIT.system());
    await().until(() -> answers.size() == WINDOW);

    results.cancel();
    answers.forEach(answer -> answer.completeExceptionally(new IllegalStateException("too late")));

    await().during(Duration.ofMillis(50)).until(() -> accepted.size() == WINDOW);
  }

  private static Source<PublishResult, NotUsed> run(
      List<Event> events, Function<Event, CompletionStage<PublishResult>> publish) {
    return Source.from(events).via(new PublisherStage(publish, WINDOW));
  }

  private CompletionStage<PublishResult> accept(Event event) {
    accepted.add(event);
    CompletableFuture<PublishResult> answer = new CompletableFuture<>();
    answers.add(answer);
    return answer;
  }

  private CompletionStage<PublishResult> acceptAndStore(Event event) {
    accepted.add(event);
    return CompletableFuture.completedStage(stored(event, accepted.size()));
  }

  private void store(int index) {
    answers.get(index).complete(stored(accepted.get(index), index + 1));
  }

  private static PublishResult stored(Event event, long seq) {
    return new PublishResult.Stored(event, seq, Durability.DISK);
  }

  private static List<Event> events(int count) {
    return IntStream.range(0, count)
        .mapToObj(n -> Event.create("stream", Map.of("n", n), "test"))
        .toList();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
  }
}
