package archon.bus.journal;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Keeps the journal from logging in a class of tests that recover so often that what is kept back
 * until a test fails would fill the memory.
 */
final class QuietLog implements BeforeAllCallback, AfterAllCallback {
  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(Journal.class.getPackageName());
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    logger().setLevel(Level.OFF);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    logger().setLevel(null); // as configured above it
  }
}
