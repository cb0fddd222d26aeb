package archon.bus.replay;

import archon.bus.read.EventCursor;
import archon.bus.read.LazyEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a cursor in chunks on an executor that may block, one chunk at a time, and closes it there:
 * after its last chunk, or when told to, which cuts the read short that is under way.
 */
final class ChunkReader {
  private static final Logger LOG = LoggerFactory.getLogger(ChunkReader.class);
  private static final int MAX_EVENTS = 512;
  private static final long MAX_BYTES = 512 * 1024;

  private final Supplier<EventCursor> open;
  private final Executor blocking;
  private final Consumer<Chunk> receiver;
  private @Nullable EventCursor
      cursor; // used by one task at a time; handed from task to task by the lock
  private int askedFor; // guarded by this: chunks that were not handed over yet
  private volatile boolean closed; // written under the lock

  ChunkReader(Supplier<EventCursor> open, Executor blocking, Consumer<Chunk> receiver) {
    this.open = open;
    this.blocking = blocking;
    this.receiver = receiver;
  }

  /**
   * What one read found.
   *
   * @param isLast whether nothing follows
   * @param failure what ended the read after {@code events}, or null
   */
  record Chunk(List<LazyEvent> events, boolean isLast, @Nullable Throwable failure) {}

  /**
   * Asks for one more chunk. Asked for some ahead it goes on without waiting for the receiver; each
   * is a task of its own, so that other readers have their turn.
   */
  void read() {
    synchronized (this) {
      if (closed || ++askedFor > 1) {
        return;
      }
    }
    submit();
  }

  private void submit() {
    try {
      blocking.execute(this::readChunk);
    } catch (RejectedExecutionException e) {
      end();
      receiver.accept(new Chunk(List.of(), false, e));
    }
  }

  /** Closes the cursor, soon and elsewhere. */
  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (askedFor == 0 && cursor != null) {
      try {
        blocking.execute(this::closeCursor);
      } catch (RejectedExecutionException e) {
        closeCursor(); // the executor was shut down before the stream: a short block is better than
        // a leaked file
      }
    }
  }

  private void readChunk() {
    List<LazyEvent> events = new ArrayList<>();
    boolean isLast = false;
    Throwable failure = null;
    try {
      isLast = readInto(events);
    } catch (RuntimeException | Error e) { // whatever it is, the stream must learn of it
      failure = e;
    }
    if (isLast || failure != null) {
      end();
    }
    receiver.accept(new Chunk(events, isLast, failure));
    if (goesOn()) {
      submit();
    }
  }

  private boolean readInto(List<LazyEvent> events) {
    EventCursor reading = cursor;
    if (reading == null) {
      reading = open.get();
      cursor = reading;
    }
    long bytes = 0;
    while (!closed && events.size() < MAX_EVENTS && bytes < MAX_BYTES) {
      LazyEvent next = reading.nextLazy();
      if (next == null) {
        return true;
      }
      events.add(next);
      bytes += next.memoryBytes();
    }
    return false;
  }

  /** Nothing more will be read. */
  private void end() {
    synchronized (this) {
      closed = true;
    }
    closeCursor();
  }

  /**
   * Whether another chunk was asked for. Only told once a chunk has been handed over: the next one,
   * read by another thread, might overtake it.
   */
  private boolean goesOn() {
    synchronized (this) {
      askedFor--;
      if (!closed) {
        return askedFor > 0;
      }
    }
    closeCursor();
    return false;
  }

  private void closeCursor() {
    EventCursor finished = cursor;
    cursor = null;
    if (finished == null) {
      return;
    }
    try {
      finished.close();
    } catch (RuntimeException e) { // the stream has ended: nobody else can be told
      LOG.warn("a replay has ended, but its files could not be closed", e);
    }
  }
}
