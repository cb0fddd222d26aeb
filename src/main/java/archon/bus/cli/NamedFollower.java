package archon.bus.cli;

import archon.bus.event.StoredEvent;
import archon.bus.subscription.EventHandler;
import archon.bus.subscription.Subscription;
import archon.bus.subscription.SubscriptionRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Prints the events of a named subscription, which the bus delivers. An event counts as delivered
 * once it is written to standard output.
 */
final class NamedFollower implements EventHandler {
  private final Output out;
  private final Interruption interruption;
  private final @Nullable Long count;
  private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
  private final AtomicReference<@Nullable OutputFailed> failure = new AtomicReference<>();
  private long printed;

  NamedFollower(Output out, Interruption interruption, @Nullable Long count) {
    this.out = out;
    this.interruption = interruption;
    this.count = count;
  }

  /**
   * Returns when the process is told to end or {@code count} events are printed; fails if printing
   * does, or the subscription ends by itself.
   *
   * @param listening run once the name is held and nothing is missed any more
   */
  void follow(NodeSession node, SubscriptionRequest request, Runnable listening)
      throws InterruptedException {
    Subscription live = node.subscribe(request, this);
    listening.run();
    subscription.complete(live);
    live.completion().whenComplete((done, failed) -> interruption.request());
    interruption.await();
    node.unsubscribe(live);
    OutputFailed failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  @Override
  public void handle(StoredEvent stored) {
    try {
      out.line(EventFormat.pythonLine(stored));
      out.flush();
      printed++;
    } catch (OutputFailed e) {
      failure.set(e);
      end();
      return;
    }
    if (count != null && printed >= count) {
      end();
    }
  }

  /** Before this call returns, so that no further event of the batch is delivered. */
  private void end() {
    subscription.thenAccept(Subscription::unsubscribe).join();
    interruption.request();
  }
}
