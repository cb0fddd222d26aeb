package archon.bus.journal.plugin;

import archon.bus.journal.Journal;
import archon.bus.journal.LineGroup;
import archon.bus.journal.LogBounds;
import archon.bus.journal.LogId;
import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.jspecify.annotations.Nullable;
import scala.concurrent.Future;

/**
 * Write journal over the JSON Lines of an events directory, plugin id {@code archon.bus.journal},
 * for topics and for any other persistent actor.
 *
 * <p>A write is confirmed once it is as durable as {@code sync} says. An atomic write is stored
 * whole or not at all. What cannot be serialized is rejected, and nothing of its atomic write is
 * stored. Reading the highest sequence number waits for the writes of that id in flight; deletion
 * never lowers it. A topic's facts are replayed with digests only. This actor never blocks: disks
 * are waited for on the journal's threads and on {@code replay-dispatcher}.
 */
public final class JsonlJournal extends AsyncWriteJournal {
  private final OpenedJournal opened;
  private final EntityLine entityLine;
  private final int maxLineBytes;
  private final Executor replays;

  /** Called by Pekko with the plugin's block of the configuration. */
  public JsonlJournal(Config block) {
    opened = OpenedJournal.of(block, context().system());
    entityLine = new EntityLine(PayloadCodec.of(context().system()));
    maxLineBytes = opened.maxLineBytes();
    replays = context().system().dispatchers().lookup(block.getString("replay-dispatcher"));
  }

  @Override
  public void postStop() {
    opened.close();
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    return ScalaFutures.of(withJournal(journal -> write(journal, messages)));
  }

  private CompletionStage<Iterable<Optional<Exception>>> write(
      Journal journal, Iterable<AtomicWrite> messages) {
    List<Optional<Exception>> rejections = new ArrayList<>();
    Map<LogId, List<LineGroup>> byLog = new LinkedHashMap<>();
    for (AtomicWrite message : messages) {
      rejections.add(prepare(message, byLog));
    }
    CompletableFuture<?>[] appends =
        byLog.entrySet().stream()
            .map(log -> journal.append(log.getKey(), log.getValue()).toCompletableFuture())
            .toArray(CompletableFuture<?>[]::new);
    return CompletableFuture.allOf(appends).thenApply(stored -> rejections);
  }

  private Optional<Exception> prepare(AtomicWrite message, Map<LogId, List<LineGroup>> byLog) {
    try {
      LineGroup lines = WrittenLines.of(message, entityLine, maxLineBytes);
      byLog
          .computeIfAbsent(EventLogs.of(message.persistenceId()), log -> new ArrayList<>())
          .add(lines);
      return Optional.empty();
    } catch (
        Exception
            rejection) { // a serializer may throw anything, and whatever it is, this cannot be
      // stored
      return Optional.of(rejection);
    }
  }

  @Override
  public Future<@Nullable Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    LogId log = EventLogs.of(persistenceId);
    return ScalaFutures.of(
        withJournal(
            journal ->
                journal
                    .bounds(log)
                    .thenCompose(
                        bounds ->
                            journal.deleteTo(log, Math.min(toSequenceNr, bounds.highestFact())))
                    .thenApply(deleted -> null)));
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long fromSequenceNr) {
    LogId log = EventLogs.of(persistenceId);
    return ScalaFutures.of(
        withJournal(
            journal ->
                OpenedJournal.recoveredBounds(journal, log).thenApply(LogBounds::highestFact)));
  }

  @Override
  public Future<@Nullable Void> doAsyncReplayMessages(
      String persistenceId,
      long fromSequenceNr,
      long toSequenceNr,
      long max,
      Consumer<PersistentRepr> replayCallback) {
    return ScalaFutures.of(
        withJournal(
            journal ->
                CompletableFuture.<@Nullable Void>supplyAsync(
                    () -> {
                      new EventReplay(journal.reader(), entityLine)
                          .run(persistenceId, fromSequenceNr, toSequenceNr, max, replayCallback);
                      return null;
                    },
                    replays)));
  }

  /**
   * Fails, instead of throwing into the actor, when the journal cannot be opened: its callers are
   * told why.
   */
  private <T extends @Nullable Object> CompletionStage<T> withJournal(
      Function<Journal, ? extends CompletionStage<T>> use) {
    try {
      return use.apply(opened.get());
    } catch (RuntimeException failure) {
      return CompletableFuture.failedStage(failure);
    }
  }
}
