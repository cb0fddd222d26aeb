package archon.bus;

import static org.awaitility.Awaitility.await;

import archon.bus.journal.NodeDescriptor;
import archon.bus.journal.NodeService;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** A bus that is served over HTTP at once, for tests of other rooms. */
public final class TestBus implements AutoCloseable {
  private final EventBus bus;
  private URI url; // once it is served

  private TestBus(EventBus bus) {
    this.bus = bus;
  }

  /**
   * @param settings HOCON, above the defaults
   */
  public static TestBus open(Path eventsDir, String settings) {
    Config config =
        ConfigFactory.parseString("archon.bus.http.start-delay = 0\n" + settings)
            .withFallback(ConfigFactory.load())
            .resolve();
    return new TestBus(EventBus.open(eventsDir, config));
  }

  public EventBus bus() {
    return bus;
  }

  public URI url() {
    if (url == null) {
      await().pollDelay(Duration.ZERO).until(() -> service().url() != null);
      url = URI.create(service().url());
    }
    return url;
  }

  public String token() {
    return service().token();
  }

  private NodeService service() {
    return NodeDescriptor.of(bus.eventsDir()).service();
  }

  @Override
  public void close() {
    bus.close();
  }
}
