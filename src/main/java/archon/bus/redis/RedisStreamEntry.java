package archon.bus.redis;

import java.util.Map;
import org.apache.pekko.util.ByteString;

/**
 * An entry of a stream of Redis.
 *
 * @param key of the stream
 * @param id rises within the stream
 */
public record RedisStreamEntry(String key, String id, Map<String, ByteString> fields) {
  public RedisStreamEntry {
    fields = Map.copyOf(fields);
  }
}
