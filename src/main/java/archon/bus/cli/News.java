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

  private final Path directory;
  private final TopicSelection topics;
  private final Duration timeout;
  private final long intervalMillis;
  private final Interruption interruption;
  private @Nullable NodeVisit node;
  private long lookedNanos = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(LONG_MILLIS);

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
    if (node != null && node.hasEnded()) {
      close();
      node = null;
    }
    if (node == null && System.nanoTime() - lookedNanos >= millis(LONG_MILLIS)) {
      node = found();
      lookedNanos = System.nanoTime();
    }
    interruption.await(node == null ? intervalMillis : LONG_MILLIS);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private @Nullable NodeVisit found() {
    NodeDescriptor serving = NodeDoor.serving(directory);
    if (serving == null) {
      return null;
    }
    try {
      NodeVisit visit = NodeVisit.begin(NodeDoor.enter(serving, timeout), serving.pid(), timeout);
      visit.watch(topics, interruption::wake);
      return visit;
    } catch (IOException | BusException e) {
      return null; // gone, full or hanging: the files can be looked at as before
    }
  }

  @Override
  public void close() {
    if (node != null) {
      node.close();
    }
  }
}
