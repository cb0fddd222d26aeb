package archon.bus.journal;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of each odd place once, however often it is read. Safe from any thread. */
final class Warnings {
  private static final Logger LOG = LoggerFactory.getLogger(Warnings.class);

  /** Bounds the memory; beyond it, places not yet told are passed over in silence. */
  private static final int MAX_PLACES = 1_000;

  private final Set<String> told = ConcurrentHashMap.newKeySet();
  private final @Nullable PassedOver listener;

  /** Wants to know of every malformed line. */
  interface PassedOver {
    void passedOver(Path file, long byteOffset, String reason);
  }

  Warnings() {
    this.listener = null;
  }

  private Warnings(PassedOver listener) {
    this.listener = listener;
  }

  /**
   * Tells {@code listener} of malformed lines, instead of the log and as often as they are read.
   */
  static Warnings to(PassedOver listener) {
    return new Warnings(listener);
  }

  void passedOver(Path file, long byteOffset, String reason) {
    if (listener != null) {
      listener.passedOver(file, byteOffset, reason);
      return;
    }
    if (told.size() < MAX_PLACES && told.add(file + "@" + byteOffset)) {
      LOG.warn("{} at byte {}: passed over a malformed line: {}", file, byteOffset, reason);
    }
  }

  void once(String place, String message) {
    if (told.size() < MAX_PLACES && told.add(place)) {
      LOG.warn("{}", message);
    }
  }
}
