package archon.bus.member;

import archon.bus.settings.EventsDirectory;
import archon.bus.topic.PekkoDefaults;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * The actor system a member works in.
 *
 * @param isOwn whether it was started for the member and ends with it
 */
record MemberSystem(ActorSystem<?> actors, boolean isOwn) {
  /** Gives the system once it is needed. */
  interface Source {
    MemberSystem start(Path directory);
  }

  /** A new one with this configuration. */
  static Source own(Config config) {
    return directory -> {
      Config whole =
          PekkoDefaults.overrides().withFallback(directoryKeys(directory)).withFallback(config);
      return new MemberSystem(ActorSystem.create(Behaviors.empty(), "archon-bus", whole), true);
    };
  }

  /** One that somebody else has made and ends. */
  static Source given(ActorSystem<?> actors) {
    return directory -> new MemberSystem(actors, false);
  }

  /**
   * The plugins' own keys too: their values were taken over from the first one when the
   * configuration was resolved.
   */
  private static Config directoryKeys(Path directory) {
    String path = directory.toString();
    return ConfigFactory.parseMap(
        Map.of(
            EventsDirectory.KEY,
            path,
            "archon.bus.journal.events-dir",
            path,
            "archon.bus.snapshot-store.events-dir",
            path));
  }

  /** Ends it, if it is the member's own; completes when it has ended. */
  CompletionStage<Done> end() {
    if (!isOwn) {
      return CompletableFuture.completedStage(Done.getInstance());
    }
    actors.terminate();
    return actors.getWhenTerminated();
  }
}
