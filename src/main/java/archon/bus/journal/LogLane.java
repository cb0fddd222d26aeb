package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * All that is asked of one log, done one after another in the order it was asked, on one pool
 * thread at a time. Appends that wait together are one write and one sync, unless each group of the
 * log is to have a sync of its own. Safe from any thread.
 */
final class LogLane {
  /** Appends are gathered up to this size; one that is larger goes alone. */
  private static final int MAX_WRITE_BYTES = 16 * 1024 * 1024;

  private static final ThreadLocal<LineBuffer> BUFFER = ThreadLocal.withInitial(LineBuffer::new);

  private final Executor threads;
  private final Opener opener;
  private final LaneTimer timer;
  private final boolean groupsShareSync;
  private final Queue<Request> waiting = new ArrayDeque<>(); // guarded by itself
  private boolean running; // guarded by waiting

  private @Nullable LogWriter writer; // of the thread that runs
  private boolean syncAwaited; // of the thread that runs
  private boolean sealAwaited; // of the thread that runs

  /** Recovers the log and gives its writer. */
  interface Opener {
    LogWriter open() throws IOException;

    /** The log's file, for messages. */
    Path file();

    /** The log's file was used just now and may stay open. */
    void used(LogLane lane);

    /** The log's active file was sealed. */
    void sealed();

    /** The log was released; a fenced one may still not be read beyond its durable end. */
    void released(LogLane lane, boolean fenced);
  }

  /** Something to do with the log's writer. */
  interface Action<T> {
    T on(LogWriter writer) throws IOException;
  }

  private sealed interface Request {}

  private record Append(List<LineGroup> groups, CompletableFuture<Void> done) implements Request {}

  private record Run(Runnable action) implements Request {}

  LogLane(Executor threads, Opener opener, LaneTimer timer, boolean groupsShareSync) {
    this.threads = threads;
    this.opener = opener;
    this.timer = timer;
    this.groupsShareSync = groupsShareSync;
  }

  CompletionStage<Void> append(List<LineGroup> groups) {
    if (groupsShareSync || groups.size() == 1) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      submit(new Append(groups, done));
      return done;
    }
    return CompletableFuture.allOf(
        groups.stream()
            .map(group -> append(List.of(group)).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  <T> CompletionStage<T> run(Action<T> action) {
    CompletableFuture<T> done = new CompletableFuture<>();
    submit(new Run(() -> complete(done, () -> action.on(writer()))));
    return done;
  }

  CompletionStage<Void> release() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    submit(new Run(() -> complete(done, this::releaseNow)));
    return done.thenRun(() -> {});
  }

  /** Returns whether there was anything to release. */
  private boolean releaseNow() {
    LogWriter open = writer;
    if (open == null) {
      return false;
    }
    writer = null; // even if closing fails: the next use recovers from disk
    boolean clean = false;
    try {
      open.release();
      clean = !open.isFenced();
    } finally {
      opener.released(this, !clean);
    }
    return true;
  }

  /** Does something in the log's turn that needs no writer. */
  void inTurn(Runnable action) {
    submit(new Run(action));
  }

  /** Lets go of the log's open file until it is needed again. */
  void closeFile() {
    inTurn(
        () -> {
          LogWriter open = writer;
          if (open != null) {
            try {
              open.closeFile();
            } catch (IOException e) {
              open.fenceAfter(e);
            }
          }
        });
  }

  /** Seals the active file if that is due by now, also of a log that is not in use. */
  CompletionStage<Void> sealIfDue() {
    return whileOpen(LogWriter::sealIfDue);
  }

  /** Deletes what {@code expired} names; a log that was not in use is let go again. */
  CompletionStage<Void> deleteTo(LogBounds expired) {
    return whileOpen(writer -> writer.deleteTo(expired.deletedToSeq(), expired.deletedToFact()));
  }

  private CompletionStage<Void> whileOpen(Action<?> action) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    submit(
        new Run(
            () ->
                complete(
                    done,
                    () -> {
                      boolean wasOpen = writer != null;
                      action.on(writer());
                      return wasOpen || releaseNow();
                    })));
    return done.thenRun(() -> {});
  }

  private interface Work<T> {
    T call() throws IOException;
  }

  /** Whatever fails, fails the stage and nothing else: the thread has other logs to serve. */
  private <T> void complete(CompletableFuture<T> done, Work<T> work) {
    T result;
    try {
      result = work.call();
    } catch (IOException e) {
      done.completeExceptionally(DiskFull.orIoFailure("opening", opener.file(), 0, e));
      return;
    } catch (RuntimeException | Error e) {
      done.completeExceptionally(e);
      return;
    }
    done.complete(result);
  }

  private void submit(Request request) {
    synchronized (waiting) {
      waiting.add(request);
      if (running) {
        return;
      }
      running = true;
    }
    threads.execute(this::runNext);
  }

  private void runNext() {
    List<Append> appends = new ArrayList<>();
    Request request;
    synchronized (waiting) {
      request = waiting.poll();
      long bytes = 0;
      while (request instanceof Append append) {
        appends.add(append);
        bytes += sizeOf(append);
        boolean isFull = !groupsShareSync || bytes >= MAX_WRITE_BYTES;
        request = isFull || !(waiting.peek() instanceof Append) ? null : waiting.poll();
      }
    }
    if (!appends.isEmpty()) {
      append(new Batch(appends));
    } else if (request instanceof Run run) {
      run.action().run();
    }
    synchronized (waiting) {
      running = !waiting.isEmpty();
      if (!running) {
        return;
      }
    }
    threads.execute(this::runNext); // behind the other logs that wait for a thread
  }

  private static long sizeOf(Append append) {
    long bytes = 0;
    for (LineGroup group : append.groups()) {
      for (byte[] head : group.heads()) {
        bytes += head.length;
      }
    }
    return bytes;
  }

  private record Batch(List<Append> appends) {
    void fail(Throwable failure) {
      appends.forEach(append -> append.done().completeExceptionally(failure));
    }
  }

  private void append(Batch batch) {
    LogWriter open;
    try {
      open = writer();
    } catch (IOException e) {
      batch.fail(DiskFull.orIoFailure("opening", opener.file(), 0, e));
      return;
    } catch (RuntimeException | Error e) {
      batch.fail(e); // whatever it is: who waits must be told
      return;
    }
    LineBuffer lines = BUFFER.get();
    lines.clear();
    List<Append> written = new ArrayList<>(batch.appends().size());
    try {
      open.requireUsable();
      encode(batch, open.bounds(), lines, written, open);
      if (!lines.isEmpty()) {
        open.append(lines, threads);
      }
    } catch (JournalException e) {
      new Batch(written.isEmpty() ? batch.appends() : written).fail(e);
      return;
    } catch (RuntimeException | Error e) {
      open.fenceAfter(e); // whatever it is: nobody knows how far the append came
      batch.fail(e);
      return;
    }
    written.forEach(append -> append.done().complete(null));
    if (!lines.isEmpty()) {
      settle(open);
    }
  }

  /** What an append leaves to do once it is acknowledged. */
  private void settle(LogWriter open) {
    try {
      open.summarize();
      if (open.sealIfDue()) {
        opener.sealed();
      }
    } catch (JournalException e) {
      return; // the log is fenced and has said why; nothing acknowledged is in doubt
    } catch (RuntimeException | Error e) {
      open.fenceAfter(e); // whatever it is: what is known of the file may be wrong
      return;
    }
    opener.used(this);
    open.writeBack();
    awaitSync(open);
    awaitSeal(open);
  }

  private void awaitSync(LogWriter open) {
    if (open.settings().sync() == SyncPolicy.INTERVAL && open.isUnsynced() && !syncAwaited) {
      syncAwaited = true;
      timer.after(open.settings().syncInterval(), () -> inTurn(this::syncNow));
    }
  }

  private void syncNow() {
    syncAwaited = false;
    LogWriter open = writer;
    if (open != null) {
      try {
        open.syncNow();
      } catch (JournalException e) {
        return; // the log is fenced and has said why: the next append is refused
      }
    }
  }

  private void awaitSeal(LogWriter open) {
    long atMillis = open.sealAtMillis();
    if (atMillis > 0 && !sealAwaited) {
      sealAwaited = true;
      long leftMillis = atMillis - Clock.systemUTC().millis();
      timer.after(Duration.ofMillis(Math.max(1, leftMillis)), () -> inTurn(this::sealNow));
    }
  }

  private void sealNow() {
    sealAwaited = false;
    LogWriter open = writer;
    if (open != null) {
      try {
        if (open.sealIfDue()) {
          opener.sealed();
        }
        awaitSeal(open); // a younger file has taken its place
      } catch (JournalException e) {
        return; // the log is fenced and has said why
      }
    }
  }

  /** Encodes the appends that follow each other; one that does not fails alone. */
  private static void encode(
      Batch batch, LogBounds bounds, LineBuffer lines, List<Append> written, LogWriter open) {
    for (Append append : batch.appends()) {
      List<LineGroup> groups;
      try {
        long seq = lines.isEmpty() ? bounds.highestSeq() : lines.lastSeq();
        long fact = lines.isEmpty() ? bounds.highestFact() : lines.lastFact();
        groups = numbered(append.groups(), seq);
        LineOrder.requireFollowing(open.log(), groups, seq, fact);
      } catch (IllegalArgumentException e) {
        append.done().completeExceptionally(e);
        continue;
      }
      groups.forEach(group -> lines.add(group, open.unsyncedSeq()));
      written.add(append);
    }
  }

  private static List<LineGroup> numbered(List<LineGroup> groups, long afterSeq) {
    List<LineGroup> numbered = new ArrayList<>(groups.size());
    long seq = afterSeq;
    for (LineGroup group : groups) {
      LineGroup next = group.behind(seq);
      numbered.add(next);
      seq = next.firstSeq() + next.heads().size() - 1;
    }
    return numbered;
  }

  private LogWriter writer() throws IOException {
    LogWriter open = writer;
    if (open == null) {
      open = opener.open();
      writer = open;
    }
    return open;
  }
}
