package archon.bus.redis;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Messages that their reader has not taken yet, bounded by number and bytes: the oldest give way.
 * Safe from any thread.
 */
final class MessageRing {
  private final int maxMessages;
  private final long maxBytes;

  // Guarded by this, all below.
  private final Queue<RedisMessage> messages = new ArrayDeque<>();
  private long bytes;
  private long missed; // before the first one

  MessageRing(int maxMessages, long maxBytes) {
    this.maxMessages = maxMessages;
    this.maxBytes = maxBytes;
  }

  /** Takes it in any case: one that is larger than all that may be held is held alone. */
  synchronized void add(RedisMessage message) {
    messages.add(message);
    bytes += message.payload().size();
    while (messages.size() > maxMessages || (bytes > maxBytes && messages.size() > 1)) {
      bytes -= messages.remove().payload().size();
      missed++;
    }
  }

  /** The next one, saying how many before it gave way; null if there is none. */
  synchronized @Nullable RedisMessage poll() {
    RedisMessage next = messages.poll();
    if (next == null || missed == 0) {
      bytes -= next == null ? 0 : next.payload().size();
      return next;
    }
    bytes -= next.payload().size();
    RedisMessage told = next.missing(missed);
    missed = 0;
    return told;
  }
}
