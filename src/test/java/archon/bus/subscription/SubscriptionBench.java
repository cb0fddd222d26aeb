package archon.bus.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.StoredEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.typed.ActorSystem;

/** Subscriptions over topics in memory. */
final class SubscriptionBench implements AutoCloseable {
  static final SubscriptionSettings SETTINGS =
      new SubscriptionSettings(
          1_000,
          8 << 20,
          100,
          50,
          Duration.ofMillis(20),
          Duration.ofMinutes(10),
          Duration.ofMillis(5),
          Duration.ofMillis(20));

  final InMemoryLog log = new InMemoryLog();
  final InMemoryPositions positions = new InMemoryPositions();
  final ExecutorService io = Executors.newFixedThreadPool(2, task -> new Thread(task, "test-io"));
  final ExecutorService callbacks =
      Executors.newCachedThreadPool(task -> new Thread(task, "test-callback"));
  private final ActorSystem<?> system;
  private Subscriptions subscriptions;

  SubscriptionBench(ActorSystem<?> system) {
    this(system, SETTINGS);
  }

  SubscriptionBench(ActorSystem<?> system, SubscriptionSettings settings) {
    this.system = system;
    this.subscriptions = open(settings);
  }

  private Subscriptions open(SubscriptionSettings settings) {
    return Subscriptions.create(
        system, settings, new SubscriptionPorts(log, log, positions, io, callbacks));
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  /** What a new process finds: the topics and what was stored of positions. */
  void restart() {
    get(subscriptions.close());
    subscriptions = open(SETTINGS);
  }

  Subscription subscribe(SubscriptionRequest request, EventHandler handler) {
    return get(subscriptions.subscribe(request, handler));
  }

  static <T> T get(CompletionStage<T> stage) {
    try {
      return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError("did not complete", e);
    } catch (ExecutionException e) {
      throw new CompletionException(e.getCause());
    }
  }

  /** The failure of a stage that must fail. */
  static Throwable failure(CompletionStage<?> stage) {
    Throwable failure = get(stage.handle((value, thrown) -> thrown));
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  /** Remembers the seqs it was given. */
  static final class Seqs implements EventHandler {
    private final List<Long> seqs = new CopyOnWriteArrayList<>();

    @Override
    public void handle(StoredEvent event) {
      seqs.add(event.seq());
    }

    List<Long> all() {
      return seqs;
    }
  }

  @Override
  public void close() {
    get(subscriptions.close());
    io.shutdown();
    callbacks.shutdown();
  }

  static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
