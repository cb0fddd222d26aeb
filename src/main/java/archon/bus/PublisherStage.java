package archon.bus;

import archon.bus.event.Event;
import archon.bus.topic.BusOverloaded;
import archon.bus.topic.PublishResult;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * Publishes what flows in and emits the results in the same order. A full queue is waited for,
 * holding the stream back, instead of failing; any other failure fails the stream. At most {@code
 * window} events are under way.
 */
final class PublisherStage extends GraphStage<FlowShape<Event, PublishResult>> {
  /** How soon a full queue is tried again: about the time the disk takes for a few batches. */
  private static final Duration RETRY_AFTER = Duration.ofMillis(2);

  private final Inlet<Event> in = Inlet.create("Publisher.in");
  private final Outlet<PublishResult> out = Outlet.create("Publisher.out");
  private final FlowShape<Event, PublishResult> shape = FlowShape.of(in, out);
  private final Function<Event, CompletionStage<PublishResult>> publish;
  private final int window;

  PublisherStage(Function<Event, CompletionStage<PublishResult>> publish, int window) {
    this.publish = publish;
    this.window = window;
  }

  @Override
  public FlowShape<Event, PublishResult> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes inheritedAttributes) {
    return new Logic();
  }

  private final class Logic extends TimerGraphStageLogic {
    private final Queue<CompletableFuture<PublishResult>> underWay = new ArrayDeque<>();
    // At most one wake-up under way: one for each event would pile up in the mailbox faster than a
    // stage that is kept busy by its neighbours takes them out.
    private final AtomicBoolean isWoken = new AtomicBoolean();
    private final AsyncCallback<NotUsed> wake = createAsyncCallback(ignored -> onWake());
    private @Nullable Event refused;

    Logic() {
      super(shape);
      setHandler(
          in,
          new AbstractInHandler() {
            @Override
            public void onPush() {
              offer(grab(in));
            }

            @Override
            public void onUpstreamFinish() {
              completeIfDone();
            }
          });
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              emitCompleted();
            }
          });
    }

    @Override
    public void preStart() {
      pull(in);
    }

    @Override
    public void onTimer(Object key) {
      Event event = refused;
      refused = null;
      if (event != null) {
        offer(event);
      }
    }

    private void offer(Event event) {
      CompletableFuture<PublishResult> result = publish.apply(event).toCompletableFuture();
      if (isOverloaded(result)) {
        // Refused at once, so nothing that flows in later can have overtaken it.
        refused = event;
        scheduleOnce("retry", RETRY_AFTER);
        return;
      }
      underWay.add(result);
      var unused = result.whenComplete((stored, failure) -> wake());
      pullNext();
    }

    private void wake() {
      if (isWoken.compareAndSet(false, true)) {
        wake.invoke(NotUsed.getInstance());
      }
    }

    private void onWake() {
      isWoken.set(false); // before looking, so that what completes meanwhile wakes again
      emitCompleted();
    }

    private void emitCompleted() {
      CompletableFuture<PublishResult> head = underWay.peek();
      if (head != null && head.isCompletedExceptionally()) {
        failStage(failureOf(head));
      } else if (head != null && head.isDone() && isAvailable(out)) {
        underWay.remove();
        push(out, head.join());
        pullNext();
      }
      completeIfDone();
    }

    private void pullNext() {
      if (refused == null && underWay.size() < window && !hasBeenPulled(in) && !isClosed(in)) {
        pull(in);
      }
    }

    private void completeIfDone() {
      if (isClosed(in) && underWay.isEmpty() && refused == null) {
        completeStage();
      }
    }
  }

  private static boolean isOverloaded(CompletableFuture<PublishResult> result) {
    return result.isCompletedExceptionally() && failureOf(result) instanceof BusOverloaded;
  }

  private static Throwable failureOf(CompletableFuture<PublishResult> failed) {
    try {
      failed.join();
      throw new IllegalStateException("publish has not failed");
    } catch (CompletionException e) {
      return e.getCause() == null ? e : e.getCause();
    }
  }
}
