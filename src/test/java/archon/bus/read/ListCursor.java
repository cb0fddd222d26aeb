package archon.bus.read;

import archon.bus.event.StoredEvent;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A cursor over events in memory. */
public final class ListCursor implements EventCursor {
  private final Iterator<StoredEvent> events;

  public ListCursor(List<StoredEvent> events) {
    this.events = events.iterator();
  }

  @Override
  public @Nullable LazyEvent nextLazy() {
    return events.hasNext() ? LazyEvent.of(events.next()) : null;
  }

  @Override
  public void close() {}
}
