package archon.bus.redis;

import java.util.Collection;
import org.apache.pekko.util.ByteString;

/**
 * How many entries to ask for, so that a page stays near a number of bytes: Redis counts entries
 * only. Judged by the largest one of the page before.
 */
final class PageSize {
  private static final int FIRST = 16; // nothing is known of them yet

  private final int maxEntries;
  private final long maxBytes;
  private int next;

  PageSize(RedisSettings settings) {
    this.maxEntries = settings.pageEntries();
    this.maxBytes = settings.pageBytes();
    this.next = Math.min(FIRST, maxEntries);
  }

  int next() {
    return next;
  }

  /** This page came. */
  void came(Collection<ByteString> values) {
    long largest = 1;
    for (ByteString value : values) {
      largest = Math.max(largest, value.size());
    }
    next = (int) Math.max(1, Math.min(maxEntries, maxBytes / largest));
  }
}
