package archon.bus.redis;

import java.util.List;

/**
 * Redis has done all of a transaction.
 *
 * @param context of it
 */
public record RedisCommitted<C>(List<RedisWritten> writes, C context) {
  public RedisCommitted {
    writes = List.copyOf(writes);
  }
}
