package archon.bus.subscription;

import org.jspecify.annotations.Nullable;

/**
 * What a subscription holds in memory, all topics together, against its limit. Held are events that
 * wait for their callback or undergo it, the room promised to a read under way, and the tails:
 * newest pushes kept while the journal is read up to them. Tails get half of it at most, so that
 * reading always gets on.
 */
final class Window {
  private final int maxEvents;
  private final long maxBytes;
  private long events;
  private long bytes;
  private long tailEvents;
  private long tailBytes;
  private @Nullable Room promised;

  /** Room for one read. */
  record Room(int events, long bytes) {}

  Window(WindowLimit limit) {
    this.maxEvents = limit.maxEvents();
    this.maxBytes = limit.maxBytes();
  }

  boolean admits(Chunk chunk) {
    return events + chunk.size() <= maxEvents && bytes + chunk.bytes() <= maxBytes;
  }

  boolean admitsToTail(Chunk chunk) {
    return admits(chunk)
        && 2 * (tailEvents + chunk.size()) <= maxEvents
        && 2 * (tailBytes + chunk.bytes()) <= maxBytes;
  }

  void hold(Chunk chunk) {
    events += chunk.size();
    bytes += chunk.bytes();
  }

  void release(long releasedEvents, long releasedBytes) {
    events -= releasedEvents;
    bytes -= releasedBytes;
  }

  void holdInTail(Chunk chunk) {
    hold(chunk);
    tailEvents += chunk.size();
    tailBytes += chunk.bytes();
  }

  void releaseFromTail(Chunk chunk) {
    release(chunk.size(), chunk.bytes());
    tailEvents -= chunk.size();
    tailBytes -= chunk.bytes();
  }

  /**
   * Promises room for a read: a quarter of the window, so that no topic takes it all. Null while
   * there is less.
   */
  @Nullable Room promise() {
    Room room = new Room(Math.max(1, maxEvents / 4), Math.max(1, maxBytes / 4));
    boolean free = events + room.events() <= maxEvents && bytes + room.bytes() <= maxBytes;
    if (promised != null || !free) {
      return null;
    }
    promised = room;
    events += room.events();
    bytes += room.bytes();
    return room;
  }

  /** The read is over; what it brought is held on its own. */
  void redeem() {
    if (promised != null) {
      release(promised.events(), promised.bytes());
      promised = null;
    }
  }

  long heldEvents() {
    return events;
  }

  long heldBytes() {
    return bytes;
  }
}
