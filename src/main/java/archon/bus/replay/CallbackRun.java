package archon.bus.replay;

import archon.bus.event.StoredEvent;
import archon.bus.read.PacedReplay;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls back with events that are due, many in one task: a task for each event would cost more than
 * most callbacks. A stop or pause takes effect between two events of a task; while paused no thread
 * is held.
 */
final class CallbackRun {
  private final Consumer<? super StoredEvent> callback;
  private final Executor callbacks;
  private volatile boolean stopped;
  private boolean paused; // guarded by this
  private @Nullable Task putOff; // guarded by this: what a pause left of a task

  CallbackRun(Consumer<? super StoredEvent> callback, Executor callbacks) {
    this.callback = callback;
    this.callbacks = callbacks;
  }

  /** Calls back with each event; completes with the number of calls that succeeded. */
  CompletionStage<Long> deliver(List<StoredEvent> due) {
    CompletableFuture<Long> delivered = new CompletableFuture<>();
    submit(new Task(due.iterator(), delivered, 0));
    return delivered;
  }

  /** Events to call back with; {@code done} is completed with all calls that succeeded. */
  private record Task(Iterator<StoredEvent> events, CompletableFuture<Long> done, long delivered) {}

  private void submit(Task task) {
    try {
      callbacks.execute(() -> run(task));
    } catch (RejectedExecutionException e) {
      task.done().completeExceptionally(e);
    }
  }

  private void run(Task task) {
    long delivered = task.delivered();
    try {
      while (!stopped && task.events().hasNext()) {
        if (isPutOff(new Task(task.events(), task.done(), delivered))) {
          return;
        }
        delivered += PacedReplay.deliver(task.events().next(), callback) ? 1 : 0;
      }
    } catch (Error e) { // not a failed callback but a broken program: the replay ends with it
      task.done().completeExceptionally(e);
      throw e;
    }
    task.done().complete(delivered);
  }

  private synchronized boolean isPutOff(Task remaining) {
    if (paused) {
      putOff = remaining;
    }
    return paused;
  }

  void stop() {
    stopped = true;
    resume();
  }

  synchronized void pause() {
    paused = !stopped;
  }

  synchronized void resume() {
    paused = false;
    Task remaining = putOff;
    putOff = null;
    if (remaining != null) {
      submit(remaining);
    }
  }
}
