package archon.bus.redis;

import io.lettuce.core.api.StatefulRedisConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.util.ByteString;

/** A list on its way, page by page, over a connection of its own. One question at a time. */
final class ListReading {
  private final RedisConnector redis;
  private final StatefulRedisConnection<String, byte[]> connection;
  private final String key;
  private final PageSize page;
  private long next;

  ListReading(
      RedisConnector redis,
      StatefulRedisConnection<String, byte[]> connection,
      String key,
      long fromIndex) {
    this.redis = redis;
    this.connection = connection;
    this.key = key;
    this.page = new PageSize(redis.settings());
    this.next = fromIndex;
  }

  /** The next page; empty at the end of the list. */
  CompletionStage<Optional<List<RedisListItem>>> read() {
    return redis
        .told(connection.async().lrange(key, next, next + page.next() - 1))
        .thenApply(this::items);
  }

  private Optional<List<RedisListItem>> items(List<byte[]> values) {
    List<RedisListItem> items = new ArrayList<>(values.size());
    for (byte[] value : values) {
      items.add(new RedisListItem(next++, ByteString.fromArrayUnsafe(value)));
    }
    page.came(items.stream().map(RedisListItem::value).toList());
    return items.isEmpty() ? Optional.empty() : Optional.of(items);
  }
}
