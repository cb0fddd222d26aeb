package archon.bus.subscription;

import archon.bus.event.StoredEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/** A subscription as a stream; see {@link Subscriptions#source}. */
final class SubscriptionSource
    extends AbstractGraphStageWithMaterializedValue<
        SourceShape<StoredEvent>, CompletionStage<Subscription>> {
  private final Outlet<StoredEvent> out = Outlet.create("subscription.out");
  private final SourceShape<StoredEvent> shape = SourceShape.of(out);
  private final Subscriptions subscriptions;
  private final SubscriptionRequest request;

  SubscriptionSource(Subscriptions subscriptions, SubscriptionRequest request) {
    this.subscriptions = subscriptions;
    this.request = request;
  }

  @Override
  public SourceShape<StoredEvent> shape() {
    return shape;
  }

  @Override
  public Pair<GraphStageLogic, CompletionStage<Subscription>> createLogicAndMaterializedValuePair(
      Attributes attributes) {
    Logic logic = new Logic();
    return Pair.create(logic, logic.subscription.minimalCompletionStage());
  }

  /** What the subscription hands out, and what tells it that this is over. */
  private record Given(HandOver handOver, CompletableFuture<BatchHandler.Outcome> over) {}

  /** Also the subscription's handler: those methods run elsewhere and only send to the stage. */
  private final class Logic extends GraphStageLogic implements BatchHandler {
    private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
    private final AsyncCallback<Given> given = createAsyncCallback(this::onGiven);
    private final AsyncCallback<Boolean> stopped = createAsyncCallback(unused -> endHandOver());
    private final AsyncCallback<Throwable> failed = createAsyncCallback(this::failStage);
    private final AsyncCallback<Boolean> ended = createAsyncCallback(unused -> completeStage());
    private volatile boolean isStopped;
    private @Nullable Given current;
    private int pushed; // elements of it that downstream has got

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              countTaken();
              pushNext();
            }
          });
    }

    @Override
    public void preStart() {
      CompletionStage<Void> unused =
          subscriptions
              .subscribe(request, this)
              .whenComplete(this::onSubscribed)
              .thenCompose(Subscription::completion)
              .whenComplete(
                  (end, failure) -> {
                    if (failure == null) {
                      ended.invoke(true);
                    } else {
                      failed.invoke(unwrapped(failure));
                    }
                  });
    }

    private void onSubscribed(@Nullable Subscription begun, @Nullable Throwable failure) {
      if (begun == null || failure != null) {
        subscription.completeExceptionally(failure);
        return;
      }
      if (isStopped) { // cancelled before it began
        begun.stop();
      }
      subscription.complete(begun);
    }

    private Throwable unwrapped(Throwable failure) {
      boolean isWrapped = failure instanceof java.util.concurrent.CompletionException;
      return isWrapped && failure.getCause() != null ? failure.getCause() : failure;
    }

    private void onGiven(Given next) {
      current = next;
      pushed = next.handOver().done();
      if (isStopped) {
        endHandOver();
      } else if (isAvailable(out)) {
        pushNext();
      }
    }

    /** Downstream asks for more: it is done with what it got. */
    private void countTaken() {
      if (current != null) {
        current.handOver().done(pushed);
        if (pushed == current.handOver().events().size()) {
          endHandOver();
        }
      }
    }

    private void pushNext() {
      if (current != null) {
        push(out, current.handOver().events().get(pushed++));
      }
    }

    private void endHandOver() {
      if (current != null) {
        current.over().complete(Outcome.OVER);
        current = null;
      }
    }

    @Override
    public void postStop() {
      isStopped = true;
      endHandOver();
      CompletionStage<Void> unused = subscription.thenAccept(Subscription::stop);
    }

    @Override
    public CompletionStage<Outcome> handle(HandOver handOver, int attempt) {
      CompletableFuture<Outcome> over = new CompletableFuture<>();
      CompletionStage<?> unused =
          given
              .invokeWithFeedbackCompletionStage(new Given(handOver, over))
              .exceptionally(
                  streamIsGone -> {
                    over.complete(Outcome.OVER);
                    return null;
                  });
      return over;
    }

    @Override
    public void stop() {
      isStopped = true;
      stopped.invoke(true);
    }
  }
}
