package archon.bus;

import archon.bus.event.Event;
import archon.bus.read.StartPosition;
import archon.bus.subscription.SubscriptionRequest;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Publishes as fast as it is acknowledged, telling each acknowledgement ({@code ack SEQ ID}) and
 * each event that its named subscription got ({@code got SEQ ID}), until it is killed. With {@code
 * drain} it publishes nothing.
 */
final class KilledProcess {
  static final String TOPIC = "kill.test";
  private static final int WINDOW = 50;

  private KilledProcess() {}

  public static void main(String[] arguments) throws InterruptedException {
    EventBus bus = EventBus.open(Path.of(arguments[0]));
    bus.subscribe(
            SubscriptionRequest.topic(TOPIC).named("witness").from(StartPosition.All.INSTANCE),
            stored -> tell("got", stored.seq(), stored.event().id()))
        .toCompletableFuture()
        .join();
    tell("ready", 0, "-");
    if (arguments[1].equals("drain")) {
      Thread.currentThread().join();
    }
    Semaphore window = new Semaphore(WINDOW);
    for (long n = 0; ; n++) {
      window.acquire();
      Event event = Event.create(TOPIC, Map.of("n", n, "round", arguments[1]), "killed");
      var unused =
          bus.publish(event)
              .whenComplete(
                  (result, failure) -> {
                    if (failure == null) {
                      tell("ack", result.seq(), event.id());
                    }
                    window.release();
                  });
    }
  }

  private static synchronized void tell(String what, long seq, String id) {
    System.out.println(what + " " + seq + " " + id);
    System.out.flush();
  }
}
