package archon.bus.journal.plugin;

import archon.bus.journal.DirectoryInUse;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalReader;
import archon.bus.journal.JournalSettings;
import archon.bus.journal.LogBounds;
import archon.bus.journal.LogFenced;
import archon.bus.journal.LogId;
import com.typesafe.config.Config;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * The journal of the directory a plugin is configured with; several plugins and systems of this
 * process share it. If it cannot be opened, every use tries again and fails with the reason: a
 * plugin that answers, not one that is silent until a timeout.
 */
final class OpenedJournal {
  private static final String BUS_DIRECTORY = "archon.bus.events-dir";
  private static final String BUS_JOURNAL = "archon.bus.journal";

  private final String directory;
  private final Config section;
  private @Nullable Journal journal;
  private @Nullable JournalReader outside;
  private boolean isClosed;

  private OpenedJournal(String directory, Config section) {
    this.directory = directory;
    this.section = section;
  }

  /** Reads what a plugin's own block says, and where that is silent the bus's own configuration. */
  static OpenedJournal of(Config block, ActorSystem system) {
    Config all = system.settings().config();
    String own = block.hasPath("events-dir") ? block.getString("events-dir") : "";
    String directory =
        own.isEmpty() && all.hasPath(BUS_DIRECTORY) ? all.getString(BUS_DIRECTORY) : own;
    return new OpenedJournal(directory, block.withFallback(all.getConfig(BUS_JOURNAL)));
  }

  /**
   * The journal, opened now if it is not. Throws {@link PluginStopped} after {@link #close}, {@link
   * PluginMisconfigured} if no directory is configured, and what {@link Journal#open} throws.
   */
  synchronized Journal get() {
    if (isClosed) {
      throw new PluginStopped(
          "journal plugin of " + directory + ": expected to run but its actor system is ending");
    }
    if (journal == null) {
      if (directory.isBlank()) {
        throw new PluginMisconfigured(
            "%s: expected the directory of the events but it is empty; set it in the configuration of the actor system"
                .formatted(BUS_DIRECTORY));
      }
      journal = Journal.open(Path.of(directory), settings());
    }
    return journal;
  }

  /**
   * For reading only: the journal's reader, or, while another process holds the directory, one that
   * takes no lock and may show what that process has not acknowledged yet.
   */
  JournalReader reader() {
    try {
      return get().reader();
    } catch (DirectoryInUse e) {
      return outsideReader();
    }
  }

  private synchronized JournalReader outsideReader() {
    JournalReader known = outside;
    if (known == null) {
      known = JournalReader.of(Path.of(directory), settings());
      outside = known;
    }
    return known;
  }

  /**
   * Throws if a setting is out of bounds: here, where somebody is told, and not where it would stop
   * the plugin.
   */
  private JournalSettings settings() {
    return JournalSettings.from(section);
  }

  /** Longest line the journal reads back. */
  int maxLineBytes() {
    return (int) Math.min(Integer.MAX_VALUE, section.getBytes("max-line-bytes"));
  }

  /** Lets go of the journal after the writes in flight; the last user's call closes it. */
  synchronized void close() {
    isClosed = true;
    if (journal != null) {
      journal.close();
      journal = null;
    }
  }

  /**
   * What the log holds once writes in flight have ended. A log fenced after a failure is recovered
   * from disk first: whoever asks for the highest number is about to recover itself.
   */
  static CompletionStage<LogBounds> recoveredBounds(Journal journal, LogId log) {
    return journal
        .bounds(log)
        .exceptionallyCompose(
            failure ->
                ScalaFutures.unwrapped(failure) instanceof LogFenced
                    ? journal.release(log).thenCompose(released -> journal.bounds(log))
                    : CompletableFuture.failedStage(failure));
  }
}
