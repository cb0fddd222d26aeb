package archon.bus.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.StoredEvent;
import archon.bus.read.ReadSide;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicCursor.Gap;
import archon.bus.subscription.SubscriptionState.LaterTopics;
import archon.bus.topic.Delivery;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Whatever is stored, lost, late, cleared or slow: each topic comes whole and in order, within the
 * window.
 */
final class SubscriptionStateProperties {
  private static final List<String> TOPICS = List.of("a", "b", "c");

  enum Kind {
    PUBLISH,
    LOSE_PUSH,
    DELIVER_PUSH,
    START_READ,
    END_READ,
    FAIL_READ,
    HAND_OUT,
    FINISH,
    CLEAR,
    LOOK
  }

  record Step(Kind kind, int topic, int count) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Kind> kinds =
        Arbitraries.frequency(
            net.jqwik.api.Tuple.of(8, Kind.PUBLISH),
            net.jqwik.api.Tuple.of(2, Kind.LOSE_PUSH),
            net.jqwik.api.Tuple.of(8, Kind.DELIVER_PUSH),
            net.jqwik.api.Tuple.of(6, Kind.START_READ),
            net.jqwik.api.Tuple.of(6, Kind.END_READ),
            net.jqwik.api.Tuple.of(1, Kind.FAIL_READ),
            net.jqwik.api.Tuple.of(5, Kind.HAND_OUT),
            net.jqwik.api.Tuple.of(5, Kind.FINISH),
            net.jqwik.api.Tuple.of(1, Kind.CLEAR),
            net.jqwik.api.Tuple.of(1, Kind.LOOK));
    return Combinators.combine(
            kinds, Arbitraries.integers().between(0, 2), Arbitraries.integers().between(1, 9))
        .as(Step::new)
        .list()
        .ofMaxSize(200);
  }

  @Property(tries = 2_000)
  void deliversEveryTopicWholeAndInOrder(
      @ForAll("steps") List<Step> steps, @ForAll boolean startsNew) {
    Run run = new Run(startsNew ? StartPosition.New.INSTANCE : StartPosition.All.INSTANCE);

    steps.forEach(run::take);
    run.comeToRest();

    run.assertComplete();
  }

  /** Plays the actor, the read side and the writers, one step at a time. */
  private static final class Run {
    private final WindowLimit limit = new WindowLimit(16, 16 * 250);
    private final InMemoryLog log = new InMemoryLog();
    private final Map<String, Deque<Delivery>> underWay = new HashMap<>();
    private final Map<String, Long> needed = new HashMap<>(); // what must come next
    private final Map<String, Long> clearedTo = new HashMap<>();
    private final Map<String, Long> firstHeard = new HashMap<>();
    private final SubscriptionState state;
    private final CatchUpReader reader;
    private final SubscriptionRequest request;
    private final List<String> paused = new ArrayList<>();
    private SubscriptionState.@Nullable Read dueRead;
    private @Nullable CatchUp read;
    private @Nullable HandOver handOver;

    Run(StartPosition start) {
      request = SubscriptionRequest.topics("*").from(start);
      log.store("a", 3); // before the subscription; b and c come later
      StartingPoints points =
          StartingPoints.of(request, log, new InMemoryPositions(), Runnable::run)
              .toCompletableFuture()
              .join();
      state = new SubscriptionState(points.laterTopics(), limit);
      points.seqs().forEach((topic, seq) -> state.begin(topic, seq, points.isLive()));
      needed.putAll(points.seqs());
      reader = new CatchUpReader(log, start);
      assertThat(points.laterTopics()).isIn(LaterTopics.NEW, LaterTopics.FIRST_EVENT);
    }

    void take(Step step) {
      String topic = TOPICS.get(step.topic());
      switch (step.kind()) {
        case PUBLISH -> pushes(topic).add(log.store(topic, step.count()));
        case LOSE_PUSH -> pushes(topic).poll();
        case DELIVER_PUSH -> {
          Delivery push = pushes(topic).poll();
          if (push != null) {
            if (push.firstSeq() >= state.nextSeq(topic)) {
              firstHeard.putIfAbsent(topic, push.firstSeq()); // else it is known to be gone
            }
            state.push(push);
          }
        }
        case START_READ -> startRead();
        case END_READ -> endRead();
        case FAIL_READ -> failRead();
        case HAND_OUT -> handOut(step.count());
        case FINISH -> finish();
        case CLEAR -> clear(topic);
        case LOOK -> look();
      }
      assertThat(state.window().heldEvents()).isBetween(0L, 16L);
      assertThat(state.window().heldBytes()).isBetween(0L, 17 * 250L);
    }

    private Deque<Delivery> pushes(String topic) {
      return underWay.computeIfAbsent(topic, name -> new ArrayDeque<>());
    }

    private void startRead() {
      if (dueRead == null) {
        dueRead = state.nextRead();
        read = dueRead == null ? null : reader.read(dueRead);
      }
    }

    private void endRead() {
      if (dueRead != null) {
        if (state.read(read) == DeliveryState.Mode.PAUSED) {
          paused.add(dueRead.topic());
        }
        dueRead = null;
      }
    }

    private void failRead() {
      if (dueRead != null) {
        state.readFailed(dueRead.topic());
        paused.add(dueRead.topic());
        dueRead = null;
      }
    }

    private void handOut(int maxEvents) {
      if (handOver != null) {
        return;
      }
      handOver = state.nextHandOver(maxEvents);
      if (handOver == null) {
        return;
      }
      String topic = handOver.topic();
      Gap gap = handOver.gap();
      if (gap != null) {
        assertComesNext(topic, gap.firstSeq());
        assertThat(gap.lastSeq()).isLessThanOrEqualTo(clearedTo.get(topic));
        needed.put(topic, gap.lastSeq() + 1);
      }
      assertThat(handOver.events().size()).isLessThanOrEqualTo(maxEvents);
      for (StoredEvent event : handOver.events()) {
        assertComesNext(topic, event.seq());
        assertThat(event.event().topic()).isEqualTo(topic);
        needed.put(topic, event.seq() + 1);
      }
    }

    /** A topic that was found later may have lost events before anybody heard of it. */
    private void assertComesNext(String topic, long seq) {
      if (needed.containsKey(topic)) {
        assertThat(seq).as(topic).isEqualTo(needed.get(topic));
      } else {
        long cleared = clearedTo.getOrDefault(topic, 0L);
        assertThat(seq).as(topic).isLessThanOrEqualTo(firstHeard.getOrDefault(topic, cleared + 1));
        assertThat(seq).as(topic).isLessThanOrEqualTo(cleared + 1);
      }
    }

    private void finish() {
      if (handOver != null) {
        state.finished(handOver);
        handOver = null;
      }
    }

    private void clear(String topic) {
      log.clear(topic);
      clearedTo.put(topic, log.range(topic).lastSeq());
    }

    private void look() {
      ReadSide readSide = log;
      MissedEvents.find(request, readSide, state.liveTopics()).forEach(state::heardOf);
    }

    /**
     * Nothing more is stored and no push arrives: everything must come from the journal by itself.
     */
    void comeToRest() {
      for (int i = 0; i < 500; i++) {
        endRead();
        paused.forEach(state::resume);
        paused.clear();
        look();
        startRead();
        finish();
        handOut(5);
      }
      finish();
    }

    void assertComplete() {
      for (String topic : TOPICS) {
        long lastSeq = log.range(topic).lastSeq();
        boolean nothingToRead = log.range(topic).isEmpty() && !needed.containsKey(topic);
        if (!nothingToRead) {
          assertThat(needed.getOrDefault(topic, 1L)).as(topic).isEqualTo(lastSeq + 1);
        }
      }
      assertThat(state.window().heldEvents()).isZero();
      assertThat(state.window().heldBytes()).isZero();
    }
  }
}
