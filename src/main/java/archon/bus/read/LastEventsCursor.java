package archon.bus.read;

import org.jspecify.annotations.Nullable;

/** The last events of a history: found from the latest one back, then given in ascending order. */
final class LastEventsCursor implements EventCursor {
  private final HistoryScan backwards;
  private final SpillingQueue turned;
  private final DamageReport damage;
  private long wanted;

  /**
   * @param turned an empty queue in ascending order; closed with the cursor
   */
  LastEventsCursor(HistoryScan backwards, SpillingQueue turned, DamageReport damage, long wanted) {
    this.backwards = backwards;
    this.turned = turned;
    this.damage = damage;
    this.wanted = wanted;
  }

  @Override
  public @Nullable LazyEvent nextLazy() {
    turnRound();
    LazyEvent next = turned.poll();
    if (next == null) {
      damage.throwIfAny();
    }
    return next;
  }

  private void turnRound() {
    while (wanted > 0) {
      LazyEvent event = backwards.next();
      if (event == null) {
        wanted = 0;
      } else {
        turned.add(event);
        wanted--;
      }
      if (wanted == 0) {
        backwards.close(); // its memory and files are not needed while the events are given
      }
    }
  }

  @Override
  public void close() {
    wanted = 0;
    try {
      backwards.close();
    } finally {
      turned.close();
    }
  }
}
