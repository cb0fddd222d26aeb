package archon.bus.topic;

import java.util.concurrent.CompletionStage;

/**
 * What topics need of the storage beside Pekko's journal and snapshot plugins. Nothing blocks; safe
 * from any thread.
 */
public interface TopicStorage {
  /**
   * Readies a topic before its actor recovers: adopts and repairs its files and leaves a snapshot
   * that spares all but a bounded number of facts. Fails, with a message for people, if the topic
   * cannot be written to; with {@link archon.bus.event.EventRefused} if it never can, for its name.
   * Idempotent.
   */
  CompletionStage<Void> prepare(String topic);

  /** What an event of the topic survives once the journal says that it is written. */
  Durability durability(String topic);

  /**
   * Deletes the events that {@code limit} names, to the event, and of the journal's facts those of
   * which nothing is left; completes with the number of events that could be read before. Seqs and
   * fact numbers go on where they were. Nothing is persisted before this completes. Works also
   * where {@link #prepare} failed, as far as that is possible: on a full disk it must. A retry is
   * safe.
   */
  CompletionStage<Long> delete(String topic, ClearLimit limit);

  /**
   * The topic's actor has stopped and will not write until {@link #prepare} is called again:
   * release files.
   */
  CompletionStage<Void> release(String topic);
}
