package archon.bus;

import archon.bus.event.Event;
import archon.bus.read.StartPosition;
import archon.bus.subscription.SubscriptionRequest;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Publishes to several topics from several threads as fast as it is acknowledged, in segments so
 * small that they are sealed all the time, telling each acknowledgement ({@code ack TOPIC SEQ ID})
 * and each event that its named subscription got ({@code got TOPIC SEQ ID}), until it is killed.
 * With {@code drain} it publishes nothing.
 */
final class KilledProcess {
  static final List<String> TOPICS = List.of("kill.one", "kill.two", "kill/three");
  private static final String PATTERN = ">";
  private static final int PUBLISHERS = 2;
  private static final int WINDOW = 50;

  private KilledProcess() {}

  static Config config(Path directory) {
    return ConfigFactory.parseMap(
            Map.of(
                "archon.bus.events-dir",
                directory.toString(),
                "archon.bus.journal.segment-bytes",
                "16KiB"))
        .withFallback(ConfigFactory.load());
  }

  public static void main(String[] arguments) throws InterruptedException {
    EventBus bus = EventBus.open(config(Path.of(arguments[0])));
    bus.subscribe(
            SubscriptionRequest.topic(PATTERN)
                .named(arguments.length > 2 ? arguments[2] : "witness")
                .from(StartPosition.All.INSTANCE),
            stored -> tell("got", stored.event().topic(), stored.seq(), stored.event().id()))
        .toCompletableFuture()
        .join();
    tell("ready", "-", 0, "-");
    if (!arguments[1].equals("drain")) {
      for (int i = 1; i < PUBLISHERS; i++) {
        new Thread(() -> publish(bus, arguments[1])).start();
      }
      publish(bus, arguments[1]);
    }
    Thread.currentThread().join();
  }

  private static void publish(EventBus bus, String round) {
    Semaphore window = new Semaphore(WINDOW);
    for (int n = 0; ; n++) {
      window.acquireUninterruptibly();
      String topic = TOPICS.get(n % TOPICS.size());
      Event event = Event.create(topic, Map.of("n", n, "round", round), "killed");
      var unused =
          bus.publish(event)
              .whenComplete(
                  (result, failure) -> {
                    if (failure == null) {
                      tell("ack", topic, result.seq(), event.id());
                    }
                    window.release();
                  });
    }
  }

  private static synchronized void tell(String what, String topic, long seq, String id) {
    System.out.println(what + " " + topic + " " + seq + " " + id);
    System.out.flush();
  }
}
