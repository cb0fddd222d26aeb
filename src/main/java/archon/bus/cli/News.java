package archon.bus.cli;

import archon.bus.event.BusException;
import archon.bus.event.TopicPattern;
import archon.bus.guest.NodeVisit;
import archon.bus.journal.NodeDescriptor;
import archon.bus.member.NodeDoor;
import archon.bus.read.TopicSelection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits until there may be something new: told by the node, as long as there is one, else for a
 * while.
 */
final class News implements AutoCloseable {
  /** Between two looks for a node; and between two at the files though the node tells nothing. */
  private static final long LONG_MILLIS = 1_000;

  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(LONG_MILLIS);

  private final Path directory;
  private final TopicSelection topics;
  private final Duration timeout;
  private final long intervalMillis;
  private final Interruption interruption;
  private long lookedNanos = System.nanoTime() - LONG_NANOS;
  private @Nullable NodeVisit node; // guarded by this, as the next ones
  private boolean isEntering;
  private boolean isClosed;

  /**
   * @param timeout how long a node may be silent
   * @param intervalMillis how long to wait where nobody tells
   */
  News(
      Path directory,
      TopicPattern topics,
      Duration timeout,
      long intervalMillis,
      Interruption interruption) {
    this.directory = directory;
    this.topics = new TopicSelection(List.of(topics));
    this.timeout = timeout;
    this.intervalMillis = intervalMillis;
    this.interruption = interruption;
  }

  void await() throws InterruptedException {
    interruption.await(hasNode() ? LONG_MILLIS : intervalMillis);
  }

  private synchronized boolean hasNode() {
    if (node != null && node.hasEnded()) {
      node.close();
      node = null;
    }
    if (node == null && !isEntering && System.nanoTime() - lookedNanos >= LONG_NANOS) {
      NodeDescriptor serving = NodeDoor.serving(directory);
      if (serving != null) {
        enter(serving);
      }
      lookedNanos = System.nanoTime();
    }
    return node != null;
  }

  /** On a thread of its own: one that hangs must not keep the files from being looked at. */
  private void enter(NodeDescriptor serving) {
    isEntering = true;
    Thread thread = new Thread(() -> entered(visit(serving)), "archon-bus-news");
    thread.setDaemon(true);
    thread.start();
  }

  private @Nullable NodeVisit visit(NodeDescriptor serving) {
    try {
      NodeVisit visit = NodeVisit.begin(NodeDoor.enter(serving, timeout), serving.pid(), timeout);
      visit.watch(topics, interruption::wake);
      return visit;
    } catch (IOException | BusException e) {
      return null; // gone, full or hanging: the files can be looked at as before
    }
  }

  private synchronized void entered(@Nullable NodeVisit visit) {
    isEntering = false;
    node = visit;
    if (isClosed) {
      close();
    }
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    if (node != null) {
      node.close();
    }
  }
}
