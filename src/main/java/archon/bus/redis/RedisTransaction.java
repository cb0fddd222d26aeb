package archon.bus.redis;

import java.util.List;

/**
 * What is to be written all together or not at all.
 *
 * @param context goes with it, for whoever is told that it is done
 */
public record RedisTransaction<C>(List<RedisWrite> writes, C context) {
  public RedisTransaction {
    writes = List.copyOf(writes);
  }
}
