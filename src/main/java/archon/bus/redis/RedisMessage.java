package archon.bus.redis;

import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What was published on a channel.
 *
 * @param pattern by which it was subscribed to, null if by name
 * @param missedBefore how many messages before this one gave way since their reader was slow;
 *     {@link #UNKNOWN} if the connection was lost meanwhile and nobody can tell
 */
public record RedisMessage(
    String channel, @Nullable String pattern, ByteString payload, long missedBefore) {
  /** Some may be missing. */
  public static final long UNKNOWN = -1;

  RedisMessage missing(long before) {
    return new RedisMessage(channel, pattern, payload, before);
  }
}
