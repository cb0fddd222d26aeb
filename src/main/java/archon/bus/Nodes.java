package archon.bus;

import archon.bus.journal.Journal;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * The buses open in this JVM, one for each directory, with the number of handles on each. Safe from
 * any thread.
 */
final class Nodes {
  private static final Map<Path, Shared> OPEN = new HashMap<>();

  private Nodes() {}

  /**
   * A handle on the node of {@code eventsDir}, started with an actor system of its own if there is
   * none yet. Blocks.
   */
  static Node open(Path eventsDir, Config config) {
    BusSettings settings = BusSettings.from(config);
    return acquire(eventsDir, settings, journal -> Node.start(journal, settings, config));
  }

  /** The same inside {@code system}. Blocks. */
  static Node open(ActorSystem<?> system) {
    Config config = system.settings().config();
    BusSettings settings = BusSettings.from(config);
    String eventsDir = config.getString(EventsDirectory.KEY);
    if (eventsDir.isEmpty()) {
      throw new ConfigProblem(
          "actor system \"%s\": expected %s to name a directory but it is empty; add it to the system's configuration"
              .formatted(system.name(), EventsDirectory.KEY));
    }
    return acquire(Path.of(eventsDir), settings, journal -> Node.start(journal, settings, system));
  }

  /** Gives a handle back; the last one stops the node. Completes when that is done. */
  static CompletionStage<Done> release(Node node) {
    synchronized (OPEN) {
      Shared shared = OPEN.get(node.eventsDir());
      if (shared == null || shared.node != node || --shared.handles > 0) {
        return CompletableFuture.completedStage(Done.getInstance());
      }
    }
    return node.stop().whenComplete((done, failure) -> forget(node));
  }

  private static Node acquire(Path eventsDir, BusSettings settings, Function<Journal, Node> start) {
    while (true) {
      Journal journal = Journal.open(eventsDir, settings.journal(), settings.lockWait());
      Node stopping = null;
      synchronized (OPEN) {
        Shared shared = OPEN.get(journal.directory());
        if (shared == null) {
          Node node = startOrClose(journal, start);
          OPEN.put(journal.directory(), new Shared(node));
          return node;
        }
        if (shared.handles > 0) {
          shared.handles++;
          journal.close(); // counted: the node has a handle of its own
          return shared.node;
        }
        stopping = shared.node;
      }
      journal.close();
      stopping.stop().handle((done, failure) -> done).toCompletableFuture().join();
      forget(stopping);
    }
  }

  private static Node startOrClose(Journal journal, Function<Journal, Node> start) {
    Node node = null;
    try {
      node = start.apply(journal);
      return node;
    } finally {
      if (node == null) {
        journal.close();
      }
    }
  }

  private static void forget(Node node) {
    synchronized (OPEN) {
      @Nullable Shared shared = OPEN.get(node.eventsDir());
      if (shared != null && shared.node == node) {
        OPEN.remove(node.eventsDir());
      }
    }
  }

  private static final class Shared {
    final Node node;
    int handles = 1; // guarded by OPEN

    Shared(Node node) {
      this.node = node;
    }
  }
}
