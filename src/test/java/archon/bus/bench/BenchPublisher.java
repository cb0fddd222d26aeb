package archon.bus.bench;

import archon.bus.EventBus;
import archon.bus.event.Event;
import archon.bus.topic.PublishResult;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;

/** Publishes as {@code archon-bus bench} does, into a temporary directory. For one thread. */
public final class BenchPublisher implements AutoCloseable {
  private static final int WINDOW = 1_000;

  private final BenchFiles files = BenchFiles.create(BenchLog.PARENT, false);
  private final BenchEvents events = new BenchEvents();
  private final Window window = new Window(WINDOW);
  private final EventBus bus;

  /**
   * @param sync the setting {@code archon.bus.journal.sync}
   */
  public BenchPublisher(String sync) {
    Path directory = files.newDirectory("publish");
    bus =
        EventBus.open(
            directory,
            ConfigFactory.parseMap(Map.of("archon.bus.journal.sync", sync))
                .withFallback(ConfigFactory.load()));
  }

  /** Publishes an event as soon as there is room in the window. */
  public void publish() {
    Event event = events.next();
    window.enter();
    var ignored = bus.publish(event).whenComplete(window);
  }

  /** Publishes an event and waits for its acknowledgement. */
  public PublishResult publishAndWait() {
    return Stages.await(bus.publish(events.next()));
  }

  @Override
  public void close() {
    window.drain();
    bus.close();
    files.close();
  }
}
