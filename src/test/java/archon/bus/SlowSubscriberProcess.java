package archon.bus;

import archon.bus.event.Event;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.PublishResult;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Publishes events while the only subscriber is stuck in its first callback; then lets it go and
 * counts what it got, in order.
 */
final class SlowSubscriberProcess {
  private SlowSubscriberProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    int events = Integer.parseInt(arguments[1]);
    CountDownLatch published = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    AtomicLong next = new AtomicLong(1);
    try (EventBus bus = EventBus.open(Path.of(arguments[0]))) {
      bus.subscribe(
              SubscriptionRequest.topic("slow"),
              stored -> {
                published.await();
                if (stored.seq() == next.get() && next.incrementAndGet() > events) {
                  done.countDown();
                }
              })
          .toCompletableFuture()
          .join();
      Source.range(1, events)
          .map(n -> Event.create("slow", Map.of("n", n, "text", "x".repeat(200)), "publisher"))
          .via(bus.publisher())
          .runWith(Sink.<PublishResult>ignore(), bus.system())
          .toCompletableFuture()
          .join();
      published.countDown();
      done.await();
    }
    System.out.println("received " + (next.get() - 1));
  }
}
