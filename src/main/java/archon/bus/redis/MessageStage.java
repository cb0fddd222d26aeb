package archon.bus.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.NotUsed;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.apache.pekko.util.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Messages of channels over one connection, until that is lost. Redis waits for no reader: what one
 * has not taken is held in a {@link MessageRing}.
 */
final class MessageStage
    extends AbstractGraphStageWithMaterializedValue<
        SourceShape<RedisMessage>, CompletionStage<Done>> {
  private final Outlet<RedisMessage> out = Outlet.create("RedisMessages.out");
  private final SourceShape<RedisMessage> shape = SourceShape.of(out);
  private final RedisConnector redis;
  private final Set<String> names;
  private final boolean arePatterns;

  MessageStage(RedisConnector redis, Set<String> names, boolean arePatterns) {
    this.redis = redis;
    this.names = Set.copyOf(names);
    this.arePatterns = arePatterns;
  }

  @Override
  public SourceShape<RedisMessage> shape() {
    return shape;
  }

  /** The value completes once Redis has confirmed all subscriptions. */
  @Override
  public Pair<GraphStageLogic, CompletionStage<Done>> createLogicAndMaterializedValuePair(
      Attributes attributes) {
    Logic logic = new Logic();
    return Pair.create(logic, logic.subscribed);
  }

  private final class Logic extends TimerGraphStageLogic {
    private static final String KEEP_ALIVE = "keep-alive";

    private final CompletableFuture<Done> subscribed = new CompletableFuture<>();
    private final MessageRing ring =
        new MessageRing(redis.settings().bufferMessages(), redis.settings().bufferBytes());
    // At most one wake-up under way, however many messages come.
    private final AtomicBoolean isWoken = new AtomicBoolean();
    private final AsyncCallback<NotUsed> wake = createAsyncCallback(ignored -> onWake());
    private final AsyncCallback<Throwable> failed = createAsyncCallback(this::fail);
    private final AsyncCallback<NotUsed> confirmed = createAsyncCallback(ignored -> onConfirmed());
    private @Nullable CompletionStage<StatefulRedisPubSubConnection<String, byte[]>> connecting;

    Logic() {
      super(shape);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              emit();
            }
          });
    }

    @Override
    public void preStart() {
      connecting = redis.connectToListen();
      redis
          .told(connecting.thenCompose(this::subscribe))
          .whenComplete(
              (done, failure) -> {
                if (failure == null) {
                  confirmed.invoke(NotUsed.getInstance());
                } else {
                  failed.invoke(failure);
                }
              });
    }

    private CompletionStage<Void> subscribe(
        StatefulRedisPubSubConnection<String, byte[]> connection) {
      connection.addListener(new Listener());
      connection.addListener(
          new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> ended) {
              failed.invoke(redis.failure(new IllegalStateException("the connection was lost")));
            }
          });
      String[] all = names.toArray(String[]::new);
      return arePatterns ? connection.async().psubscribe(all) : connection.async().subscribe(all);
    }

    private void onConfirmed() {
      subscribed.complete(Done.getInstance());
      scheduleWithFixedDelay(
          KEEP_ALIVE, redis.settings().keepAlive(), redis.settings().keepAlive());
    }

    @Override
    public void onTimer(Object key) {
      if (connecting != null) {
        redis
            .told(connecting.thenCompose(connection -> connection.async().ping()))
            .exceptionally(
                failure -> {
                  failed.invoke(failure);
                  return null;
                });
      }
    }

    private void fail(Throwable failure) {
      failStage(redis.failure(failure));
    }

    private void onWake() {
      isWoken.set(false); // before looking, so that what comes meanwhile wakes again
      emit();
    }

    private void emit() {
      if (isAvailable(out)) {
        RedisMessage next = ring.poll();
        if (next != null) {
          push(out, next);
        }
      }
    }

    @Override
    public void postStop() {
      if (connecting != null) {
        connecting.thenCompose(StatefulRedisPubSubConnection::closeAsync); // also if it comes later
      }
      subscribed.completeExceptionally(
          redis.failure(new IllegalStateException("it was not subscribed to before the end")));
    }

    /** On the thread that reads the connection, which must not wait. */
    private final class Listener extends RedisPubSubAdapter<String, byte[]> {
      @Override
      public void message(String channel, byte[] payload) {
        add(channel, null, payload);
      }

      @Override
      public void message(String pattern, String channel, byte[] payload) {
        add(channel, pattern, payload);
      }

      private void add(String channel, @Nullable String pattern, byte[] payload) {
        ring.add(new RedisMessage(channel, pattern, ByteString.fromArrayUnsafe(payload), 0));
        if (isWoken.compareAndSet(false, true)) {
          wake.invoke(NotUsed.getInstance());
        }
      }
    }
  }
}
