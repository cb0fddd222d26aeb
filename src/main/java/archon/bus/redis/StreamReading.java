package archon.bus.redis;

import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;

/**
 * Streams on their way, page by page, over a connection of its own, on which Redis lets the reader
 * wait for entries to come. One question at a time.
 */
final class StreamReading {
  private final RedisConnector redis;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final Map<String, String> lastIds;
  private final PageSize page;
  private final Duration wait;

  StreamReading(
      RedisConnector redis,
      StatefulRedisConnection<String, byte[]> connection,
      Map<String, String> lastIds) {
    this.redis = redis;
    this.connection = connection;
    this.lastIds = new HashMap<>(lastIds);
    this.page = new PageSize(redis.settings());
    // Half of what a command may take: one that takes longer has lost its server.
    this.wait = redis.settings().commandTimeout().dividedBy(2);
  }

  /** The next page; waits for it however long it takes. */
  CompletionStage<Optional<List<RedisStreamEntry>>> read() {
    return redis
        .told(connection.async().xread(args(), offsets()))
        .thenCompose(
            messages ->
                messages.isEmpty()
                    ? read()
                    : CompletableFuture.completedStage(Optional.of(entries(messages))));
  }

  private XReadArgs args() {
    long each = Math.max(1, page.next() / lastIds.size()); // Redis counts for each stream
    return XReadArgs.Builder.count(each).block(wait);
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // Lettuce takes them as an array
  private XReadArgs.StreamOffset<String>[] offsets() {
    return lastIds.entrySet().stream()
        .map(last -> XReadArgs.StreamOffset.from(last.getKey(), last.getValue()))
        .toArray(XReadArgs.StreamOffset[]::new);
  }

  private List<RedisStreamEntry> entries(List<StreamMessage<String, byte[]>> messages) {
    List<RedisStreamEntry> entries = new ArrayList<>(messages.size());
    List<ByteString> values = new ArrayList<>();
    for (StreamMessage<String, byte[]> message : messages) {
      Map<String, ByteString> fields = new HashMap<>();
      message
          .getBody()
          .forEach((name, value) -> fields.put(name, ByteString.fromArrayUnsafe(value)));
      values.addAll(fields.values());
      entries.add(new RedisStreamEntry(message.getStream(), message.getId(), fields));
      lastIds.put(message.getStream(), message.getId());
    }
    page.came(values);
    return entries;
  }
}
