package archon.bus.redis;

import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;

/**
 * Writes what flows in and emits it once Redis has answered, in order. Each flow uses a connection
 * of its own, made when it is run and closed when it ends, however that comes.
 *
 * <p>The first failure fails the flow with {@link RedisFailure}. Of what was under way then it is
 * not known whether it was done: whoever runs it again from the last that was emitted writes
 * everything at least once. So the flow does not connect again by itself.
 */
public final class RedisFlow {
  private RedisFlow() {}

  /** One write after the other, up to {@link RedisSettings#commandsInFlight} not answered yet. */
  public static Flow<RedisWrite, RedisWritten, NotUsed> write(RedisConnector redis) {
    return over(redis, redis.settings().commandsInFlight(), Writing::write);
  }

  /**
   * Each transaction all or not at all, one at a time: one that is refused has none behind it that
   * is done. Only of a key that holds something else Redis knows too late: the rest of the
   * transaction is done then.
   */
  public static <C> Flow<RedisTransaction<C>, RedisCommitted<C>, NotUsed> atomically(
      RedisConnector redis) {
    return over(redis, 1, (writing, transaction) -> writing.commit(transaction));
  }

  private static <I, O> Flow<I, O, NotUsed> over(
      RedisConnector redis, int inFlight, BiFunction<Writing, I, CompletionStage<O>> write) {
    return Flow.<I, O, NotUsed>fromMaterializer(
            (materializer, attributes) -> {
              var connecting = redis.connect();
              var writing = connecting.thenApply(connection -> new Writing(redis, connection));
              return Flow.<I>create()
                  .mapAsync(1, in -> writing.thenApply(known -> in)) // else the first ones race
                  .mapAsync(inFlight, in -> writing.thenCompose(known -> write.apply(known, in)))
                  .watchTermination(RedisConnector.closing(connecting));
            })
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }
}
