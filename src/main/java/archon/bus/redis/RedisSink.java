package archon.bus.redis;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;

/** As {@link RedisFlow}; the value completes once all is written, or fails as the flow does. */
public final class RedisSink {
  private RedisSink() {}

  /** See {@link RedisFlow#write}. */
  public static Sink<RedisWrite, CompletionStage<Done>> write(RedisConnector redis) {
    return RedisFlow.write(redis).toMat(Sink.ignore(), Keep.right());
  }

  /** See {@link RedisFlow#atomically}. */
  public static <C> Sink<RedisTransaction<C>, CompletionStage<Done>> atomically(
      RedisConnector redis) {
    return RedisFlow.<C>atomically(redis).toMat(Sink.ignore(), Keep.right());
  }
}
