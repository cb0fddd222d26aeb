package archon.bus.read;

import archon.bus.event.StoredEvent;
import org.jspecify.annotations.Nullable;

/**
 * Events one after another; blocking, for one thread at a time. Closing releases files, also
 * temporary ones; idempotent.
 */
public interface EventCursor extends AutoCloseable {
  /** The next event, not decoded yet, or null at the end. */
  @Nullable LazyEvent nextLazy();

  /** The next event, or null at the end. */
  default @Nullable StoredEvent next() {
    LazyEvent next = nextLazy();
    return next == null ? null : next.stored();
  }

  @Override
  void close();
}
