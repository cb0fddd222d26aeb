package archon.bus.redis;

import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.api.StatefulRedisConnection;
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
  /** As Redis says it: behind what is there now. */
  private static final String NEW = "$";

  private static final String BEFORE_ALL = "0-0";

  private final RedisConnector redis;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final Map<String, String> known;
  private final Map<String, String> lastIds;
  private final PageSize page;
  private final long waitMillis;

  /**
   * @param known by key, where to begin; what {@link #NEW} means is noted there, for who reads on
   *     when this connection is lost
   */
  StreamReading(
      RedisConnector redis,
      StatefulRedisConnection<String, byte[]> connection,
      Map<String, String> known) {
    this.redis = redis;
    this.connection = connection;
    this.known = known;
    this.lastIds = new HashMap<>(known);
    this.page = new PageSize(redis.settings());
    // Half of what a command may take: one that takes longer has lost its server.
    this.waitMillis = Math.max(1, redis.settings().commandTimeout().toMillis() / 2);
  }

  /** The next page; waits for it however long it takes. */
  CompletionStage<Optional<List<RedisStreamEntry>>> read() {
    return lastIds.containsValue(NEW) ? begin().thenCompose(begun -> read()) : readOn();
  }

  private CompletionStage<?> begin() {
    String key =
        lastIds.entrySet().stream()
            .filter(last -> last.getValue().equals(NEW))
            .findFirst()
            .orElseThrow()
            .getKey();
    return redis
        .told(connection.async().xrevrange(key, Range.unbounded(), Limit.from(1)))
        .thenAccept(
            last -> {
              String id = last.isEmpty() ? BEFORE_ALL : last.get(0).getId();
              lastIds.put(key, id);
              known.put(key, id);
            });
  }

  private CompletionStage<Optional<List<RedisStreamEntry>>> readOn() {
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
    return XReadArgs.Builder.count(each).block(waitMillis);
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
