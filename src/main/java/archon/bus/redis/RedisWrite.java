package archon.bus.redis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.util.ByteString;

/** Something to be written to Redis. */
public sealed interface RedisWrite {
  /** To those who listen now (PUBLISH). The answer is how many there are on that server. */
  record Publish(String channel, ByteString payload) implements RedisWrite {}

  /**
   * To the end of a list, in order (RPUSH). The answer is its length before it is trimmed.
   *
   * @param maxLength how many elements the list keeps, the oldest go; 0 for all
   */
  record Push(String key, List<ByteString> values, long maxLength) implements RedisWrite {
    public Push {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException(
            "push to %s: expected values but found none".formatted(key));
      }
      requireLength(key, maxLength);
    }
  }

  /**
   * To the end of a stream (XADD). The answer is the id that Redis gives the entry.
   *
   * @param fields in this order; at least one
   * @param maxLength about how many entries the stream keeps, the oldest go; 0 for all
   */
  record Add(String key, Map<String, ByteString> fields, long maxLength) implements RedisWrite {
    public Add {
      fields = new LinkedHashMap<>(fields);
      if (fields.isEmpty()) {
        throw new IllegalArgumentException(
            "add to %s: expected fields but found none".formatted(key));
      }
      requireLength(key, maxLength);
    }
  }

  private static void requireLength(String key, long maxLength) {
    if (maxLength < 0) {
      throw new IllegalArgumentException(
          "%s: expected a length of at least 0 but found %d".formatted(key, maxLength));
    }
  }
}
