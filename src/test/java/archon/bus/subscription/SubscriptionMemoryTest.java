package archon.bus.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.read.EventCursor;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplayQuery;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicCursor;
import archon.bus.read.TopicRange;
import archon.bus.topic.Delivery;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** A million events for a callback that sleeps: they stay in the journal, not in memory. */
final class SubscriptionMemoryTest {
  private static final ActorTestKit KIT = ActorTestKit.create();
  private static final String TOPIC = "task.done";
  private static final int BATCH = 1_000;
  private static final int BATCHES = 1_000;

  private final ExecutorService io = Executors.newSingleThreadExecutor();
  private final ExecutorService callbacks = Executors.newCachedThreadPool();
  private final Event event = InMemoryLog.event(TOPIC, 1);
  private final AtomicLong lastSeq = new AtomicLong();

  @AfterAll
  static void stop() {
    KIT.shutdownTestKit();
  }

  @Test
  void holdsNoMoreThanItsWindowOfAMillionEvents() {
    AtomicReference<Consumer<Delivery>> subscriber = new AtomicReference<>();
    CountDownLatch wake = new CountDownLatch(1);
    AtomicLong received = new AtomicLong();
    AtomicLong outOfOrder = new AtomicLong();
    Pushes pushes =
        (topics, actor, afterInterruption) -> {
          subscriber.set(actor);
          return () -> {};
        };
    SubscriptionPorts ports =
        new SubscriptionPorts(pushes, new Synthetic(), new InMemoryPositions(), io, callbacks);
    Subscriptions subscriptions =
        Subscriptions.create(KIT.system(), SubscriptionBench.SETTINGS, ports);
    SubscriptionRequest request = SubscriptionRequest.topic(TOPIC).window(5_000, 1 << 30);
    SubscriptionBench.get(
        subscriptions.subscribe(
            request,
            stored -> {
              wake.await();
              outOfOrder.addAndGet(stored.seq() == received.incrementAndGet() ? 0 : 1);
            }));

    List<WeakReference<List<StoredEvent>>> pushed = new ArrayList<>();
    for (int i = 0; i < BATCHES; i++) {
      List<StoredEvent> batch = batch(lastSeq.get() + 1, BATCH);
      lastSeq.addAndGet(BATCH);
      pushed.add(new WeakReference<>(batch));
      subscriber.get().accept(InMemoryLog.delivery(batch, 250L * BATCH));
    }

    await().atMost(Duration.ofSeconds(60)).until(() -> heldAfterCollection(pushed) <= 5);
    wake.countDown();
    await().atMost(Duration.ofSeconds(60)).until(() -> received.get() == (long) BATCH * BATCHES);
    assertThat(outOfOrder).hasValue(0);
    SubscriptionBench.get(subscriptions.close());
    io.shutdown();
    callbacks.shutdown();
  }

  private static long heldAfterCollection(List<WeakReference<List<StoredEvent>>> pushed) {
    System.gc();
    return pushed.stream().filter(batch -> batch.get() != null).count();
  }

  private List<StoredEvent> batch(long first, int count) {
    return new ArrayList<>(
        LongStream.range(first, first + count)
            .mapToObj(seq -> new StoredEvent(seq, event))
            .toList());
  }

  /** A topic that makes up its events as they are read. */
  private final class Synthetic implements ReadSide {
    @Override
    public List<String> topics() {
      return List.of(TOPIC);
    }

    @Override
    public TopicRange range(String topic) {
      return new TopicRange(1, lastSeq.get());
    }

    @Override
    public TopicCursor from(String topic, long seq) {
      AtomicLong next = new AtomicLong(seq);
      return new TopicCursor() {
        @Override
        public Batch next(int maxEvents, long maxBytes) {
          int count = (int) Math.min(maxEvents, lastSeq.get() + 1 - next.get());
          return new Batch(batch(next.getAndAdd(count), count), null);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public long startSeq(String topic, StartPosition start) {
      return lastSeq.get() + 1;
    }

    @Override
    public EventCursor history(HistoryQuery query) {
      throw new UnsupportedOperationException();
    }

    @Override
    public EventCursor replay(ReplayQuery query) {
      throw new UnsupportedOperationException();
    }
  }
}
