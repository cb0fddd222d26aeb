package archon.bus.redis;

import io.lettuce.core.TransactionResult;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;

/** Writes over one connection. For one thread at a time. */
final class Writing {
  private final RedisConnector redis;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final RedisAsyncCommands<String, byte[]> commands;

  Writing(RedisConnector redis, StatefulRedisConnection<String, byte[]> connection) {
    this.redis = redis;
    this.connection = connection;
    this.commands = connection.async();
  }

  /** Sends it at once; completes when it is answered. */
  CompletionStage<RedisWritten> write(RedisWrite write) {
    List<CompletionStage<?>> answers = send(write);
    return redis.told(
        all(answers)
            .thenCompose(done -> answers.get(0))
            .thenApply(answer -> new RedisWritten(write, String.valueOf(answer))));
  }

  /** The same for all together; one transaction at a time. */
  <C> CompletionStage<RedisCommitted<C>> commit(RedisTransaction<C> transaction) {
    List<CompletionStage<?>> queued = new ArrayList<>();
    List<Integer> firsts = new ArrayList<>(); // where a write's answer stands among those
    connection.setAutoFlushCommands(false); // one packet, and one answer to wait for
    CompletionStage<?> begun = commands.multi();
    for (RedisWrite write : transaction.writes()) {
      firsts.add(queued.size());
      queued.addAll(send(write));
    }
    CompletionStage<TransactionResult> executed = commands.exec();
    connection.flushCommands();
    return redis.told(
        executed
            .handle(
                (result, failure) ->
                    failure == null ? done(result) : refused(begun, queued, failure))
            .thenCompose(result -> result)
            .thenApply(result -> committed(transaction, result, firsts)));
  }

  private static <T> CompletionStage<T> done(T result) {
    return CompletableFuture.completedStage(result);
  }

  /** EXEC says only that something was refused before; that says what. */
  private static CompletionStage<TransactionResult> refused(
      CompletionStage<?> begun, List<CompletionStage<?>> queued, Throwable failure) {
    List<CompletionStage<?>> before = new ArrayList<>(List.of(begun));
    before.addAll(queued);
    for (CompletionStage<?> command : before) {
      CompletableFuture<?> answered = command.toCompletableFuture();
      if (answered.isCompletedExceptionally()) {
        return answered.thenApply(never -> TransactionResult.class.cast(never));
      }
    }
    return CompletableFuture.failedStage(failure);
  }

  private <C> RedisCommitted<C> committed(
      RedisTransaction<C> transaction, TransactionResult result, List<Integer> firsts) {
    for (Object answer : result) {
      if (answer instanceof Throwable failure) {
        throw redis.failure(failure);
      }
    }
    List<RedisWritten> written = new ArrayList<>();
    for (int i = 0; i < firsts.size(); i++) {
      Object answer = result.get(firsts.get(i));
      written.add(new RedisWritten(transaction.writes().get(i), String.valueOf(answer)));
    }
    return new RedisCommitted<>(written, transaction.context());
  }

  /** The first answer is the write's. */
  private List<CompletionStage<?>> send(RedisWrite write) {
    if (write instanceof RedisWrite.Publish publish) {
      return List.of(commands.publish(publish.channel(), publish.payload().toArrayUnsafe()));
    }
    if (write instanceof RedisWrite.Push push) {
      byte[][] values =
          push.values().stream().map(ByteString::toArrayUnsafe).toArray(byte[][]::new);
      CompletionStage<Long> pushed = commands.rpush(push.key(), values);
      return push.maxLength() == 0
          ? List.of(pushed)
          : List.of(pushed, commands.ltrim(push.key(), -push.maxLength(), -1));
    }
    RedisWrite.Add add = (RedisWrite.Add) write;
    Map<String, byte[]> fields = new LinkedHashMap<>();
    add.fields().forEach((name, value) -> fields.put(name, value.toArrayUnsafe()));
    XAddArgs args = new XAddArgs();
    if (add.maxLength() > 0) {
      args.maxlen(add.maxLength()).approximateTrimming();
    }
    return List.of(commands.xadd(add.key(), args, fields));
  }

  private static CompletionStage<Void> all(List<CompletionStage<?>> stages) {
    return CompletableFuture.allOf(
        stages.stream()
            .map(CompletionStage::toCompletableFuture)
            .toArray(CompletableFuture[]::new));
  }
}
