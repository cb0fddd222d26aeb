package archon.bus.journal.plugin;

import com.typesafe.config.Config;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.pattern.Patterns;
import org.apache.pekko.persistence.DeleteMessagesFailure;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.jspecify.annotations.Nullable;

/**
 * Deletes events of a persistent actor on demand, in any journal, which typed persistent actors
 * cannot do themselves. It sends the journal the message a classic persistent actor would send:
 * {@code JournalProtocol.DeleteMessagesTo} and {@code Persistence.journalFor}, both INTERNAL API of
 * Pekko; nothing else in the bus uses them, and a test fails if they change.
 */
public final class JournalDeletion {
  private final ActorRef journal;
  private final Duration timeout;

  private JournalDeletion(ActorRef journal, Duration timeout) {
    this.journal = journal;
    this.timeout = timeout;
  }

  /**
   * @param journalPluginId path of the journal's block, such as {@code archon.bus.journal}
   * @param pluginConfig as its persistent actors give it; empty if the block stands in the system's
   *     configuration
   * @param timeout how long to wait for the journal's answer
   */
  public static JournalDeletion in(
      ActorSystem system, String journalPluginId, Config pluginConfig, Duration timeout) {
    return new JournalDeletion(
        Persistence.get(system).journalFor(journalPluginId, pluginConfig), timeout);
  }

  /**
   * Deletes the events up to {@code sequenceNr} (inclusive) and completes once the journal says so.
   * The highest number stays. Fails with the journal's cause, or {@code AskTimeoutException}: then
   * whether they are deleted is not known. A retry is safe.
   */
  public CompletionStage<@Nullable Void> deleteTo(String persistenceId, long sequenceNr) {
    return Patterns.askWithReplyTo(
            journal,
            (ActorRef replyTo) ->
                new JournalProtocol.DeleteMessagesTo(persistenceId, sequenceNr, replyTo),
            timeout)
        .thenCompose(JournalDeletion::outcome);
  }

  private static CompletionStage<@Nullable Void> outcome(Object answer) {
    if (answer instanceof DeleteMessagesSuccess) {
      return CompletableFuture.completedStage(null);
    }
    return CompletableFuture.failedStage(
        answer instanceof DeleteMessagesFailure failure
            ? failure.cause()
            : new IllegalStateException(
                "journal's answer to a deletion: expected success or failure but found " + answer));
  }
}
