package archon.bus.guest;

import static archon.bus.guest.FilesInMemory.event;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.EncodedEvent;
import archon.bus.guest.SentToNode.Publish;
import archon.bus.topic.BusOverloaded;
import archon.bus.topic.Durability;
import archon.bus.topic.PublishResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Publishes of one topic against a simple model: a list in order, each unanswered, or not. */
final class TopicOutboxProperties {
  private static final String TOPIC = "task.completed";
  private static final int BOUND = 40;

  enum Step {
    PUBLISH,
    SEND,
    ANSWER_FIRST,
    ANSWER_LAST,
    ANSWER_RUN,
    DISCONNECT,
    TICK,
    EXPIRE
  }

  @Property(tries = 500)
  void answersEachPublishOnceAndSendsInOrderAgainWhatIsNotAnswered(
      @ForAll("steps") List<Step> steps) {
    Model model = new Model();

    steps.forEach(model::take);
    model.take(Step.DISCONNECT);
    model.take(Step.SEND);
    while (!model.underWay.isEmpty()) {
      model.take(Step.ANSWER_FIRST);
    }

    assertThat(model.outbox.close().toCompletableFuture()).isDone();
    assertThat(model.all).allSatisfy(each -> assertThat(each.result).isDone());
    assertThat(model.nextSeq - 1)
        .isEqualTo(model.all.stream().filter(each -> each.seq > 0).count());
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Arbitraries.frequency(
            net.jqwik.api.Tuple.of(12, Step.PUBLISH),
            net.jqwik.api.Tuple.of(4, Step.SEND),
            net.jqwik.api.Tuple.of(3, Step.ANSWER_FIRST),
            net.jqwik.api.Tuple.of(3, Step.ANSWER_LAST),
            net.jqwik.api.Tuple.of(3, Step.ANSWER_RUN),
            net.jqwik.api.Tuple.of(1, Step.DISCONNECT),
            net.jqwik.api.Tuple.of(1, Step.TICK),
            net.jqwik.api.Tuple.of(1, Step.EXPIRE))
        .list()
        .ofMaxSize(200);
  }

  private static final class Each {
    final EncodedEvent event;
    final CompletableFuture<PublishResult> result;
    final long tick;
    long number;
    long seq; // 0: not answered

    Each(EncodedEvent event, CompletableFuture<PublishResult> result, long tick) {
      this.event = event;
      this.result = result;
      this.tick = tick;
    }
  }

  private static final class Model {
    final Outbox outbox =
        new Outbox(
            OutboxTest.settings("max-pending-events = " + BOUND + ", max-batch-events = 1"),
            new FilesInMemory(),
            Runnable::run,
            () -> {});
    final List<Each> all = new ArrayList<>();
    final List<Each> queue = new ArrayList<>();
    final List<Each> underWay = new ArrayList<>();
    final List<Each> late = new ArrayList<>(); // given up, and the node may still answer
    long nextSeq = 1;
    long tick;

    void take(Step step) {
      switch (step) {
        case PUBLISH -> publish();
        case SEND -> send();
        case ANSWER_FIRST -> answer(0, 1);
        case ANSWER_LAST -> answer(Math.max(0, underWay.size() - 1), 1);
        case ANSWER_RUN -> answer(0, underWay.size() / 2);
        case DISCONNECT -> disconnect();
        case TICK -> tick();
        case EXPIRE -> expire();
      }
    }

    private void publish() {
      EncodedEvent event = event(TOPIC, all.size());
      Each each = new Each(event, outbox.publish(event).toCompletableFuture(), tick);
      if (queue.size() + underWay.size() == BOUND) {
        assertThat(each.result)
            .failsWithin(Duration.ZERO)
            .withThrowableThat()
            .withCauseInstanceOf(BusOverloaded.class);
      } else {
        assertThat(each.result).isNotDone();
        queue.add(each);
      }
      all.add(each);
    }

    private void send() {
      List<Publish> sent = SentToNode.by(outbox::fill).publishes;
      assertThat(sent)
          .extracting(Publish::id)
          .isEqualTo(queue.stream().map(each -> each.event.event().id()).toList());
      for (int i = 0; i < sent.size(); i++) {
        queue.get(i).number = sent.get(i).number();
      }
      underWay.addAll(queue);
      queue.clear();
    }

    private void answer(int from, int count) {
      late.forEach(each -> outbox.duplicate(each.number, 1)); // is heard by nobody
      late.clear();
      List<Each> answered = underWay.subList(from, Math.min(underWay.size(), from + count));
      for (Each each : answered) {
        each.seq = nextSeq++;
        outbox.stored(each.number, 1, each.seq, Durability.OS);
        assertThat(each.result.join().seq()).isEqualTo(each.seq);
      }
      answered.clear();
    }

    private void disconnect() {
      outbox.disconnected();
      queue.addAll(0, underWay);
      underWay.clear();
      late.clear();
    }

    private void tick() {
      outbox.tick();
      tick++;
    }

    private void expire() {
      outbox.expire(1, new NodeNotResponding(1, Duration.ZERO));
      underWay.stream().filter(each -> each.tick < tick).forEach(late::add);
      List<Each> old = new ArrayList<>(queue);
      old.addAll(underWay);
      old.removeIf(each -> each.tick >= tick);
      queue.removeAll(old);
      underWay.removeAll(old);
      assertThat(old).allSatisfy(each -> assertThat(each.result).isCompletedExceptionally());
    }
  }
}
