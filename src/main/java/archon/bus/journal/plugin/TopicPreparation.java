package archon.bus.journal.plugin;

import archon.bus.event.TopicPersistenceId;
import archon.bus.journal.DeletionLimits;
import archon.bus.journal.Journal;
import archon.bus.journal.LogBounds;
import archon.bus.journal.LogId;
import archon.bus.journal.SyncPolicy;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.ToLongFunction;
import org.apache.pekko.actor.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * What a topic needs of the journal beside persisting: made ready before its actor recovers,
 * emptied, let go. Nothing blocks; safe from any thread.
 */
public final class TopicPreparation {
  /** Dispatcher for whatever waits for the disk, other than the journal's own threads. */
  static final String BLOCKING_DISPATCHER = "archon.bus.dispatchers.blocking-io";

  private final Journal journal;
  private final TopicSnapshots snapshots;
  private final JournalDeletion deletion;
  private final Executor blocking;
  private final Turns turns = new Turns();

  private TopicPreparation(
      Journal journal, TopicSnapshots snapshots, JournalDeletion deletion, Executor blocking) {
    this.journal = journal;
    this.snapshots = snapshots;
    this.deletion = deletion;
    this.blocking = blocking;
  }

  /**
   * @param journal the journal of the directory that the system's plugin writes to; the caller
   *     closes it
   * @param deletion to that plugin
   */
  public static TopicPreparation create(
      ActorSystem system,
      Journal journal,
      JournalDeletion deletion,
      TopicRecoverySettings settings) {
    SnapshotFiles files = SnapshotFiles.of(journal, PayloadCodec.of(system));
    return new TopicPreparation(
        journal,
        new TopicSnapshots(journal, files, settings),
        deletion,
        system.dispatchers().lookup(BLOCKING_DISPATCHER));
  }

  /**
   * Opens the topic's log, which adopts and repairs its files, and leaves a snapshot that spares
   * its actor all but {@code archon.bus.journal.max-replayed-events} events. Idempotent; fails with
   * what {@link Journal#open(LogId)} fails with, if the topic cannot be written to, or with {@link
   * SnapshotAhead}.
   */
  public CompletionStage<@Nullable Void> prepare(String topic) {
    return turns.take(
        topic,
        () ->
            OpenedJournal.recoveredBounds(journal, LogId.topic(topic))
                .<@Nullable Void>thenApplyAsync(
                    bounds -> {
                      snapshots.makeFresh(topic, bounds);
                      return null;
                    },
                    blocking));
  }

  /** When an append to the topic counts as stored. */
  public SyncPolicy syncPolicy(String topic) {
    return journal.settings(LogId.topic(topic)).sync();
  }

  /**
   * Deletes the topic's events up to {@code seq} (inclusive), which may stand in the middle of a
   * fact, and completes, once that is durable, with the number of those that could be read before.
   * Facts of which nothing is left are deleted as a persistent actor would. A retry is safe.
   */
  public CompletionStage<Long> deleteTo(String topic, long seq) {
    return delete(topic, bounds -> Math.min(seq, bounds.highestSeq()));
  }

  /**
   * As {@link #deleteTo}, of the events before the first one, in seq order, whose timestamp is not
   * before {@code time}.
   */
  public CompletionStage<Long> deleteBefore(String topic, Instant time) {
    return delete(topic, bounds -> DeletionLimits.lastSeqBefore(journal.reader(), topic, time));
  }

  private CompletionStage<Long> delete(String topic, ToLongFunction<LogBounds> limit) {
    return OpenedJournal.recoveredBounds(journal, LogId.topic(topic))
        .thenApplyAsync(
            bounds -> {
              long seq = limit.applyAsLong(bounds);
              snapshots.remember(topic, bounds, seq);
              return seq;
            },
            blocking)
        .thenCompose(seq -> deleteEvents(topic, seq))
        .thenCompose(events -> deleteFacts(topic).thenApply(deleted -> events));
  }

  /** Events that have expired do not count: they could not be read before either. */
  private CompletionStage<Long> deleteEvents(String topic, long seq) {
    LogId log = LogId.topic(topic);
    return CompletableFuture.supplyAsync(() -> journal.reader().bounds(log), blocking)
        .thenCompose(
            before ->
                journal
                    .deleteLinesTo(log, seq)
                    .thenApply(
                        deleted -> Math.min(deleted, Math.max(0, seq - before.deletedToSeq()))));
  }

  /** In the way of a persistent actor, so that the plugin learns of it. */
  private CompletionStage<@Nullable Void> deleteFacts(String topic) {
    return journal
        .bounds(LogId.topic(topic))
        .thenCompose(left -> deletion.deleteTo(TopicPersistenceId.of(topic), left.deletedToFact()));
  }

  /**
   * The topic's actor has stopped and writes no more before it is prepared again: closes its files.
   */
  public CompletionStage<Void> release(String topic) {
    return turns.take(topic, () -> journal.release(LogId.topic(topic)));
  }
}
