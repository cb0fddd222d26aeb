package archon.bus.read;

import java.util.List;

/** Opens the cursor that answers a history query. */
final class Histories {
  private Histories() {}

  static EventCursor open(
      BlockSource source, List<String> topics, HistoryQuery query, HistorySettings settings) {
    DamageReport damage = new DamageReport();
    HistoryFilter filter = HistoryFilter.of(query);
    if (query.last() < 0) {
      long limit = query.first() < 0 ? Long.MAX_VALUE : query.first();
      SpillingQueue read = queue(Direction.FORWARDS, settings.maxBufferBytes(), settings, limit);
      HistoryScan scan = new HistoryScan(source, filter, damage, Direction.FORWARDS, read);
      return new HistoryCursor(scan.over(topics), damage, limit);
    }
    long share = settings.maxBufferBytes() / 2; // for each of the two queues
    SpillingQueue read = queue(Direction.BACKWARDS, share, settings, query.last());
    SpillingQueue turned = queue(Direction.FORWARDS, share, settings, query.last());
    HistoryScan scan = new HistoryScan(source, filter, damage, Direction.BACKWARDS, read);
    return new LastEventsCursor(scan.over(topics), turned, damage, query.last());
  }

  private static SpillingQueue queue(
      Direction direction, long maxBytes, HistorySettings settings, long wanted) {
    return new SpillingQueue(direction.order(), maxBytes, settings.spillDirectory(), wanted);
  }
}
