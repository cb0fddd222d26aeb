package archon.bus.member;

import archon.bus.journal.EventsFolder;
import archon.bus.settings.BusSettings;
import archon.bus.settings.ConfigProblem;
import archon.bus.settings.EventsDirectory;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;

/**
 * The buses open in this JVM, one for each directory, with the number of handles on each. Safe from
 * any thread.
 */
public final class Members {
  private static final Map<Path, Shared> OPEN = new HashMap<>();

  private Members() {}

  /** What several handles on one directory share. */
  private static final class Shared {
    final CompletableFuture<Member> member = new CompletableFuture<>();
    int handles = 1; // guarded by OPEN
  }

  /**
   * A handle on the bus at {@code eventsDir}, started with an actor system of its own if this JVM
   * has none there yet. Blocks.
   */
  public static Member open(Path eventsDir, Config config) {
    return acquire(eventsDir, BusSettings.from(config), MemberSystem.own(config));
  }

  /** The same inside {@code system}. Blocks. */
  public static Member open(ActorSystem<?> system) {
    Config config = system.settings().config();
    BusSettings settings = BusSettings.from(config);
    String eventsDir = config.getString(EventsDirectory.KEY);
    if (eventsDir.isEmpty()) {
      throw new ConfigProblem(
          "actor system \"%s\": expected %s to name a directory but it is empty; add it to the system's configuration"
              .formatted(system.name(), EventsDirectory.KEY));
    }
    return acquire(Path.of(eventsDir), settings, MemberSystem.given(system));
  }

  /** Gives a handle back; the last one stops the member. Completes when that is done. */
  public static CompletionStage<Done> release(Member member) {
    Shared shared;
    synchronized (OPEN) {
      shared = OPEN.get(member.eventsDir());
      if (shared == null || shared.member.getNow(null) != member || --shared.handles > 0) {
        return CompletableFuture.completedStage(Done.getInstance());
      }
    }
    return member
        .stop()
        .whenComplete(
            (done, failure) -> {
              synchronized (OPEN) {
                OPEN.remove(member.eventsDir(), shared);
              }
            });
  }

  private static Member acquire(Path eventsDir, BusSettings settings, MemberSystem.Source system) {
    Path directory = EventsFolder.ready(eventsDir, settings.journal());
    while (true) {
      Shared mine = new Shared();
      Shared shared;
      boolean isEnding;
      synchronized (OPEN) {
        shared = OPEN.computeIfAbsent(directory, key -> mine);
        isEnding = shared.handles == 0;
        if (shared != mine && !isEnding) {
          shared.handles++;
        }
      }
      if (shared == mine) {
        return opened(directory, settings, system, mine);
      }
      Member member = joined(shared);
      if (!isEnding) {
        return member;
      }
      member.stop().handle((done, failure) -> done).toCompletableFuture().join();
      synchronized (OPEN) {
        OPEN.remove(directory, shared);
      }
    }
  }

  private static Member opened(
      Path directory, BusSettings settings, MemberSystem.Source system, Shared mine) {
    try {
      Member member = Member.open(directory, settings, system);
      mine.member.complete(member);
      return member;
    } catch (RuntimeException | Error failure) {
      synchronized (OPEN) {
        OPEN.remove(directory, mine);
      }
      mine.member.completeExceptionally(failure);
      throw failure;
    }
  }

  /** Waits for whoever opens it, and fails as that fails. */
  private static Member joined(Shared shared) {
    try {
      return shared.member.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }
}
