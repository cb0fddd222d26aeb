package archon.bus.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.pekko.Done;
import org.apache.pekko.japi.function.Function2;

/**
 * The way to one Redis server: what all sources, flows and sinks to it share. Makes a connection
 * for each of them when it is run, and none before. Safe from any thread; nothing blocks.
 *
 * <p>The client library is kept from connecting again by itself: it would send again what it does
 * not know the outcome of, even a part of a transaction.
 */
public final class RedisConnector implements AutoCloseable {
  static final RedisCodec<String, byte[]> CODEC =
      RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

  /** Enough for what is read and written: one thread serves many connections. */
  private static final int THREADS = 2;

  /** To end in order; what is not sent by then was not known to be done anyway. */
  private static final Duration SHUTDOWN = Duration.ofSeconds(2);

  private final RedisSettings settings;
  private final ClientResources resources;
  private final RedisClient client;

  private RedisConnector(RedisSettings settings) {
    this.settings = settings;
    this.resources =
        ClientResources.builder()
            .ioThreadPoolSize(THREADS)
            .computationThreadPoolSize(THREADS)
            .threadFactoryProvider(pool -> new DefaultThreadFactory("archon-redis", true))
            .build();
    this.client = RedisClient.create(resources);
    client.setOptions(options(settings));
  }

  /** Connects to nothing yet. */
  public static RedisConnector create(RedisSettings settings) {
    return new RedisConnector(settings);
  }

  private static ClientOptions options(RedisSettings settings) {
    ClientOptions.Builder options =
        ClientOptions.builder()
            .autoReconnect(false)
            .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(
                SocketOptions.builder().connectTimeout(settings.connectTimeout()).build())
            .timeoutOptions(TimeoutOptions.enabled(settings.commandTimeout()));
    if (settings.trusted() != null) {
      options.sslOptions(
          SslOptions.builder().jdkSslProvider().trustManager(settings.trusted().toFile()).build());
    }
    return options.build();
  }

  RedisSettings settings() {
    return settings;
  }

  /** For commands; fails with {@link RedisFailure}. */
  CompletionStage<StatefulRedisConnection<String, byte[]>> connect() {
    return connect((known, uri) -> known.connectAsync(CODEC, uri));
  }

  /** To listen; fails with {@link RedisFailure}. */
  CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connectToListen() {
    return connect((known, uri) -> known.connectPubSubAsync(CODEC, uri));
  }

  private <C extends StatefulConnection<String, byte[]>> CompletionStage<C> connect(
      BiFunction<RedisClient, RedisURI, CompletionStage<C>> how) {
    try {
      return told(how.apply(client, settings.address().toUri(settings.connectTimeout())));
    } catch (RuntimeException e) { // closed, or a file of certificates that cannot be read
      return CompletableFuture.failedStage(failure(e));
    }
  }

  /** Closes a connection when a stream ends, also one that is made only then. */
  static <M> Function2<M, CompletionStage<Done>, M> closing(
      CompletionStage<? extends StatefulConnection<?, ?>> connecting) {
    return (materialized, ended) -> {
      var unused =
          ended.handle((done, failure) -> connecting.thenCompose(StatefulConnection::closeAsync));
      return materialized;
    };
  }

  /** What Redis answers, failing with {@link RedisFailure}. */
  <T> CompletionStage<T> told(CompletionStage<T> stage) {
    return stage.handle(
        (value, thrown) -> {
          if (thrown != null) {
            throw failure(thrown);
          }
          return value;
        });
  }

  RedisFailure failure(Throwable thrown) {
    return RedisFailure.of(thrown, settings.address());
  }

  /**
   * Ends all connections, with what runs on them; completes when threads and sockets are released.
   */
  public CompletionStage<Done> closeAsync() {
    return client
        .shutdownAsync(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)
        .handle((done, failure) -> ended())
        .thenCompose(ended -> ended);
  }

  private CompletionStage<Done> ended() {
    CompletableFuture<Done> ended = new CompletableFuture<>();
    resources
        .shutdown(0, SHUTDOWN.toMillis(), TimeUnit.MILLISECONDS)
        .addListener(future -> ended.complete(Done.getInstance()));
    return ended;
  }

  /** Waits for {@link #closeAsync}. */
  @Override
  public void close() {
    closeAsync().toCompletableFuture().join();
  }
}
