package archon.bus.read;

import org.jspecify.annotations.Nullable;

/** A history from its earliest event on. */
final class HistoryCursor implements EventCursor {
  private final HistoryScan forwards;
  private final DamageReport damage;
  private long remaining;

  HistoryCursor(HistoryScan forwards, DamageReport damage, long limit) {
    this.forwards = forwards;
    this.damage = damage;
    this.remaining = limit;
  }

  @Override
  public @Nullable LazyEvent nextLazy() {
    LazyEvent next = remaining == 0 ? null : forwards.next();
    if (next == null) {
      remaining = 0;
      damage.throwIfAny();
      return null;
    }
    remaining--;
    return next;
  }

  @Override
  public void close() {
    remaining = 0;
    forwards.close();
  }
}
