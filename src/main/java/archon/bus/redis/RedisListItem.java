package archon.bus.redis;

import org.apache.pekko.util.ByteString;

/**
 * An element of a list.
 *
 * @param index from 0, as the list was when it was read: it moves when elements before it are
 *     removed
 */
public record RedisListItem(long index, ByteString value) {}
