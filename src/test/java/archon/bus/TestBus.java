package archon.bus;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;

/** A bus that is served over HTTP at once, for tests of other rooms. */
public final class TestBus implements AutoCloseable {
  private final EventBus bus;

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
    return BusCalls.join(bus.http().url());
  }

  public String token() {
    return bus.http().token();
  }

  @Override
  public void close() {
    bus.close();
  }
}
