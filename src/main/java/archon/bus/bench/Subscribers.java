package archon.bus.bench;

import archon.bus.EventBus;
import archon.bus.event.StoredEvent;
import archon.bus.subscription.Subscription;
import archon.bus.subscription.SubscriptionRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Subscriptions to all topics of a bench, each of which checks what it is told. */
final class Subscribers {
  private static final long PATIENCE_SECONDS = 600;

  private final CountDownLatch waitedFor;
  private final List<Deliveries> deliveries = new ArrayList<>();
  private final List<Subscription> subscriptions = new ArrayList<>();

  private Subscribers(int count) {
    this.waitedFor = new CountDownLatch(count);
  }

  /** What else is done with an event. */
  interface Handler {
    /**
     * @param topic its index
     */
    void handle(int topic, StoredEvent stored);
  }

  /** Subscribes so many times and waits until all are told of new events. */
  static Subscribers subscribe(
      EventBus bus, StoredLog log, int count, long events, Handler handler) {
    Subscribers subscribers = new Subscribers(count);
    for (int i = 0; i < count; i++) {
      Deliveries own = new Deliveries(log.topics(), log.stored());
      subscribers.deliveries.add(own);
      SubscriptionRequest request = SubscriptionRequest.topic(log.topics().pattern());
      subscribers.subscriptions.add(
          Stages.await(
              bus.subscribe(
                  request,
                  stored -> {
                    handler.handle(own.add(stored), stored);
                    if (own.count() == events) {
                      subscribers.waitedFor.countDown();
                    }
                  })));
    }
    return subscribers;
  }

  /** Waits until each was told of all events. */
  void await() throws InterruptedException {
    if (!waitedFor.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new BenchFailed(
          "deliveries: expected all within %d s but %d subscribers lack some"
              .formatted(PATIENCE_SECONDS, waitedFor.getCount()));
    }
  }

  /** Ends them: after that nothing is delivered any more. */
  void end() {
    subscriptions.forEach(each -> Stages.await(each.unsubscribe()));
  }

  /**
   * @param idHash of what is stored
   * @throws BenchFailed if one of them was not told of every event, once and in order
   */
  void verify(long events, long idHash) {
    deliveries.forEach(each -> each.verify(events, idHash));
  }
}
