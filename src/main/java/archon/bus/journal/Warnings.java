package archon.bus.journal;

import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of each odd place once, however often it is read. Safe from any thread. */
final class Warnings {
  private static final Logger LOG = LoggerFactory.getLogger(Warnings.class);

  /** Bounds the memory; beyond it, places not yet told are passed over in silence. */
  private static final int MAX_PLACES = 1_000;

  private final Set<String> told = ConcurrentHashMap.newKeySet();

  void passedOver(Path file, long byteOffset, String reason) {
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
