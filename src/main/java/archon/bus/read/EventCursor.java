package archon.bus.read;

import archon.bus.event.StoredEvent;
import org.jspecify.annotations.Nullable;

/**
 * Events one after another; blocking, for one thread at a time. Closing releases files, also
 * temporary ones; idempotent.
 */
public interface EventCursor extends AutoCloseable {
  /** The next event, or null at the end. */
  @Nullable StoredEvent next();

  @Override
  void close();
}
