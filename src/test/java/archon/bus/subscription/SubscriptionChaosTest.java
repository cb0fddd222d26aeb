package archon.bus.subscription;

import static archon.bus.subscription.SubscriptionBench.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.event.StoredEvent;
import archon.bus.read.StartPosition;
import archon.bus.topic.Delivery;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A named subscription through everything at once: bursts, lost and late pushes, a slow and
 * throwing callback, clearing, failing reads and saves, orderly ends and crashes. Each topic must
 * come whole and in order, but for what a crash brings again.
 */
final class SubscriptionChaosTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final List<String> TOPICS = List.of("t.a", "t.b", "t.c");
  private static final SubscriptionRequest REQUEST =
      SubscriptionRequest.topic("t.*")
          .from(StartPosition.All.INSTANCE)
          .named("chaos")
          .window(40, 1 << 20);
  private static final int MAY_COME_AGAIN = SubscriptionBench.SETTINGS.positionMaxUnsaved();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void deliversEveryTopicWholeAndInOrderWhateverHappens(long seed) {
    try (SubscriptionBench bench = new SubscriptionBench(KIT.system(), settings())) {
      Random random = new Random(seed);
      Witness witness = new Witness(new Random(seed + 1));
      Subscription[] subscription = {witness.subscribe(bench)};
      Deque<Delivery> late = new ArrayDeque<>();

      for (int step = 0; step < 300; step++) {
        String topic = TOPICS.get(random.nextInt(TOPICS.size()));
        switch (random.nextInt(16)) {
          case 0 -> bench.log.store(topic, 1 + random.nextInt(5)); // its push is lost
          case 1 -> late.add(bench.log.store(topic, 1 + random.nextInt(5)));
          case 2 -> late.forEach(bench.log::push);
          case 3 -> bench.log.publish(topic, 30 + random.nextInt(60));
          case 4 -> bench.log.failReads(topic, new IllegalStateException("damaged line"));
          case 5 -> TOPICS.forEach(bench.log::healReads);
          case 6 -> toggleSaves(bench, random);
          case 7 -> {
            if (random.nextInt(4) == 0) {
              bench.log.clear(topic);
            }
          }
          case 8 -> {
            if (random.nextInt(5) == 0) {
              subscription[0] = witness.end(bench, subscription[0], random.nextBoolean());
            }
          }
          case 9 -> witness.sleep();
          case 10 -> witness.wake();
          default -> bench.log.publish(topic, 1 + random.nextInt(4));
        }
      }
      witness.wake();
      TOPICS.forEach(bench.log::healReads);
      bench.positions.healSaves();

      await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  TOPICS.forEach(
                      topic ->
                          assertThat(witness.next(topic))
                              .as(topic)
                              .isEqualTo(bench.log.range(topic).lastSeq() + 1)));
      assertThat(witness.problem()).isNull();
    }
  }

  private static SubscriptionSettings settings() {
    SubscriptionSettings settings = SubscriptionBench.SETTINGS;
    return new SubscriptionSettings(
        settings.windowMaxEvents(),
        settings.windowMaxBytes(),
        settings.batchMaxEvents(),
        settings.positionMaxUnsaved(),
        settings.positionSaveInterval(),
        Duration.ofMillis(30), // looks for lost pushes
        settings.retryBackoffMin(),
        settings.retryBackoffMax());
  }

  private static void toggleSaves(SubscriptionBench bench, Random random) {
    if (random.nextInt(3) == 0) {
      bench.positions.failSaves();
    } else {
      bench.positions.healSaves();
    }
  }

  /** Checks what it is given against what must come next. */
  private static final class Witness {
    private static final CountDownLatch OPEN = new CountDownLatch(0);

    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(OPEN);
    private final Random random;
    private final Map<String, Long> next = new HashMap<>();
    private long gapSeqs; // a gap may be told again too, without being an event
    private String problem;

    Witness(Random random) {
      this.random = random;
    }

    Subscription subscribe(SubscriptionBench bench) {
      return bench.subscribe(REQUEST.onGap(this::gap), this::handle);
    }

    /** A crash is an end whose positions are not stored any more. */
    Subscription end(SubscriptionBench bench, Subscription subscription, boolean isCrash) {
      if (isCrash) {
        bench.positions.failSaves();
      } else {
        bench.positions.healSaves();
      }
      wake();
      CompletableFuture<Void> ended = subscription.unsubscribe().toCompletableFuture();
      get(ended.handle((done, failure) -> null));
      bench.positions.healSaves();
      synchronized (this) {
        long handled = next.values().stream().mapToLong(Long::longValue).sum();
        long stored =
            next.keySet().stream()
                .mapToLong(topic -> Math.max(1, bench.positions.position("chaos", topic)))
                .sum();
        if (isCrash) {
          next.replaceAll((topic, seq) -> Math.max(1, bench.positions.position("chaos", topic)));
        }
        note(!isCrash || handled - stored <= MAY_COME_AGAIN + gapSeqs, "too much comes again");
        note(isCrash || handled == stored, "an orderly end left positions behind");
        gapSeqs = 0;
      }
      return subscribe(bench);
    }

    private synchronized void gap(String topic, long firstSeq, long lastSeq) {
      note(firstSeq == next.getOrDefault(topic, 1L), topic + " gap at " + firstSeq);
      gapSeqs += lastSeq - firstSeq + 1;
      next.put(topic, lastSeq + 1);
    }

    /** From now on callbacks wait until {@link #wake}. */
    void sleep() {
      gate.compareAndSet(OPEN, new CountDownLatch(1));
    }

    void wake() {
      gate.getAndSet(OPEN).countDown();
    }

    private void handle(StoredEvent event) {
      SubscriptionBench.awaitLatch(gate.get());
      String topic = event.event().topic();
      synchronized (this) {
        long expected = next.getOrDefault(topic, 1L);
        note(event.seq() == expected, topic + " seq " + event.seq() + " for " + expected);
        next.put(topic, event.seq() + 1);
        if (random.nextInt(50) == 0) {
          throw new IllegalStateException("callback fails now and then");
        }
      }
    }

    private void note(boolean isGood, String what) {
      if (!isGood && problem == null) {
        problem = what;
      }
    }

    synchronized long next(String topic) {
      return next.getOrDefault(topic, 1L);
    }

    synchronized String problem() {
      return problem;
    }
  }
}
