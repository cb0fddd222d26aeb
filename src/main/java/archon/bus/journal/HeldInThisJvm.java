package archon.bus.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Says that somebody in this JVM holds a lock file, to all copies of this class that class loaders
 * of it may have: in the system's properties, the one table they share. Safe from any thread.
 */
final class HeldInThisJvm {
  private final String property;

  private HeldInThisJvm(String property) {
    this.property = property;
  }

  /** Null if somebody holds it. */
  static @Nullable HeldInThisJvm claim(Path lockFile) {
    // Not below archon.bus: a property there would be taken for a setting.
    String property = "archon-bus-held:" + lockFile;
    return System.getProperties().putIfAbsent(property, "true") == null
        ? new HeldInThisJvm(property)
        : null;
  }

  void release() {
    System.clearProperty(property);
  }
}
