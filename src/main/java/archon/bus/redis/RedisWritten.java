package archon.bus.redis;

/**
 * Redis has done it.
 *
 * @param answer what it said, see {@link RedisWrite}
 */
public record RedisWritten(RedisWrite write, String answer) {}
