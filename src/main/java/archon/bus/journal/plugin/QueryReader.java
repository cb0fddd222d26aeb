package archon.bus.journal.plugin;

import archon.bus.journal.JournalException;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a query, reads it portion by portion and closes it, all on an executor that may block. A
 * query that waits holds no thread. Closing cuts the read short that is under way.
 */
final class QueryReader<T> {
  private static final Logger LOG = LoggerFactory.getLogger(QueryReader.class);

  private final Query.Opener<T> opener;
  private final Executor blocking;
  private final Consumer<Portion<T>> receiver;
  private final GrowthSignal signal = new GrowthSignal();
  private @Nullable Query<T> query; // used by one task at a time; handed on by the lock
  private boolean waits; // set by a task before its portion is received
  private boolean busy; // guarded by this
  private volatile boolean closed; // written under the lock

  QueryReader(Query.Opener<T> opener, Executor blocking, Consumer<Portion<T>> receiver) {
    this.opener = opener;
    this.blocking = blocking;
    this.receiver = receiver;
  }

  /**
   * Reads the next portion, when there is one; not to be called before the last one was received.
   */
  void read() {
    if (waits) {
      signal.await(this::submit);
    } else {
      submit();
    }
  }

  private void submit() {
    synchronized (this) {
      if (closed) {
        return;
      }
      busy = true;
    }
    try {
      blocking.execute(this::readPortion);
    } catch (RejectedExecutionException e) {
      endTask();
      receiver.accept(Portion.failed(List.of(), e));
    }
  }

  private void readPortion() {
    Portion<T> portion;
    try {
      Query<T> open = query;
      if (open == null) {
        open = opener.open(signal);
        query = open;
      }
      portion = open.read(() -> closed);
    } catch (Throwable e) { // also what a serializer throws undeclared: the stream must learn of it
      portion = Portion.failed(List.of(), e);
    }
    waits = portion.next() == Portion.Next.WAIT;
    endTask();
    receiver.accept(portion);
  }

  /** Closes the query, soon and elsewhere; idempotent. */
  synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (!busy && query != null) {
      try {
        blocking.execute(this::closeQuery);
      } catch (RejectedExecutionException e) {
        closeQuery(); // the dispatcher ended before the stream: better a short block than a leak
      }
    }
  }

  private void endTask() {
    synchronized (this) {
      busy = false;
      if (!closed) {
        return;
      }
    }
    closeQuery();
  }

  private void closeQuery() {
    Query<T> open = query;
    query = null;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (JournalException e) { // the stream has ended: nobody else can be told
      LOG.warn("a query has ended, but its file could not be closed", e);
    }
  }
}
