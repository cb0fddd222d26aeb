package archon.bus.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.RestartSettings;
import org.apache.pekko.stream.javadsl.RestartSource;
import org.apache.pekko.stream.javadsl.Source;

/**
 * What is in Redis, and what is said there, as sources. Each uses a connection of its own, made
 * when it is run and closed when it ends, however that comes.
 *
 * <p>A connection that is lost, or a server that is away, is waited for, with the backoff of the
 * settings, and the source goes on where it was. What a server refuses fails it with {@link
 * RedisFailure}.
 */
public final class RedisSource {
  private RedisSource() {}

  /**
   * Messages published on these channels from now on; the value completes once Redis has confirmed
   * that. Never ends by itself.
   *
   * <p>Redis waits for no reader. What one has not taken is held, up to {@link
   * RedisSettings#bufferMessages}; then the oldest give way, and the next message says how many.
   * What is published while the connection is lost is not heard: the first message after it says
   * {@link RedisMessage#UNKNOWN}.
   */
  public static Source<RedisMessage, CompletionStage<Done>> subscribe(
      RedisConnector redis, Set<String> channels) {
    return messages(redis, channels, false);
  }

  /** The same for channels by patterns as Redis has them: {@code * ? [ab] \}. */
  public static Source<RedisMessage, CompletionStage<Done>> psubscribe(
      RedisConnector redis, Set<String> patterns) {
    return messages(redis, patterns, true);
  }

  private static Source<RedisMessage, CompletionStage<Done>> messages(
      RedisConnector redis, Set<String> names, boolean arePatterns) {
    return Source.<RedisMessage, CompletionStage<Done>>fromMaterializer(
            (materializer, attributes) -> {
              CompletableFuture<Done> subscribed = new CompletableFuture<>();
              AtomicBoolean isAgain = new AtomicBoolean();
              AtomicBoolean mayMiss = new AtomicBoolean();
              return restarting(
                      redis,
                      () -> {
                        mayMiss.set(isAgain.getAndSet(true));
                        return Source.fromGraph(new MessageStage(redis, names, arePatterns))
                            .mapMaterializedValue(
                                confirmed -> confirmed.thenAccept(subscribed::complete));
                      })
                  .map(
                      message ->
                          mayMiss.getAndSet(false)
                              ? message.missing(RedisMessage.UNKNOWN)
                              : message)
                  .watchTermination(
                      (ignored, ended) -> {
                        var unused =
                            ended.whenComplete(
                                (done, failure) -> {
                                  if (failure != null) {
                                    subscribed.completeExceptionally(failure);
                                  }
                                });
                        return subscribed;
                      });
            })
        .mapMaterializedValue(begun -> begun.thenCompose(confirmed -> confirmed));
  }

  /**
   * The elements of a list from an index on, in order, up to its end when that is reached; a list
   * that does not exist is empty. Read by pages, the next one when the last is taken.
   *
   * @param fromIndex from 0
   */
  public static Source<RedisListItem, NotUsed> list(
      RedisConnector redis, String key, long fromIndex) {
    return Source.lazySource(
            () -> {
              AtomicLong next = new AtomicLong(fromIndex);
              return restarting(redis, () -> listOnce(redis, key, next.get()))
                  .map(
                      item -> {
                        next.set(item.index() + 1);
                        return item;
                      });
            })
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  private static Source<RedisListItem, NotUsed> listOnce(
      RedisConnector redis, String key, long fromIndex) {
    return paged(redis, connection -> new ListReading(redis, connection, key, fromIndex)::read);
  }

  /**
   * The entries of streams, each behind its last id, and those that are added later. Never ends by
   * itself. Read by pages, the next one when the last is taken.
   *
   * @param lastIds by the key of each stream: {@code 0} for all entries, {@code $} for those from
   *     now on
   */
  public static Source<RedisStreamEntry, NotUsed> stream(
      RedisConnector redis, Map<String, String> lastIds) {
    return Source.lazySource(
            () -> {
              Map<String, String> known = new ConcurrentHashMap<>(lastIds);
              return restarting(redis, () -> streamOnce(redis, known))
                  .map(
                      entry -> {
                        known.put(entry.key(), entry.id());
                        return entry;
                      });
            })
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  private static Source<RedisStreamEntry, NotUsed> streamOnce(
      RedisConnector redis, Map<String, String> known) {
    return paged(redis, connection -> new StreamReading(redis, connection, known)::read);
  }

  /**
   * Not {@code unfoldResourceAsync}: that reads sixteen pages ahead, on a dispatcher of its own.
   */
  private static <T> Source<T, NotUsed> paged(
      RedisConnector redis, Function<StatefulRedisConnection<String, byte[]>, Pages<T>> reading) {
    return Source.<T, NotUsed>fromMaterializer(
            (materializer, attributes) -> {
              var connecting = redis.connect();
              var pages = connecting.thenApply(reading);
              return Source.unfoldAsync(
                      NotUsed.getInstance(),
                      state ->
                          pages
                              .thenCompose(Pages::read)
                              .thenApply(page -> page.map(items -> Pair.create(state, items))))
                  .mapConcat(items -> items)
                  .watchTermination(RedisConnector.closing(connecting));
            })
        .mapMaterializedValue(ignored -> NotUsed.getInstance());
  }

  /** Gives the next page, or none at the end; asked once at a time. */
  private interface Pages<T> {
    CompletionStage<Optional<List<T>>> read();
  }

  private static <T> Source<T, NotUsed> restarting(
      RedisConnector redis, Supplier<Source<T, ?>> source) {
    RestartSettings settings =
        redis
            .settings()
            .restart()
            .withRestartOn(failure -> redis.failure(failure).kind().isPassing());
    return RestartSource.onFailuresWithBackoff(settings, source::get);
  }
}
