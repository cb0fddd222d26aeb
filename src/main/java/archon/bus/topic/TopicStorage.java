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
   * cannot be written to. Idempotent.
   */
  CompletionStage<Void> prepare(String topic);

  /** What an event of the topic survives once the journal says that it is written. */
  Durability durability(String topic);

  /**
   * Deletes all facts up to {@code factNumber} (inclusive); completes with the number of events
   * that could be read before.
   */
  CompletionStage<Long> deleteTo(String topic, long factNumber);

  /**
   * The topic's actor has stopped and will not write until {@link #prepare} is called again:
   * release files.
   */
  CompletionStage<Void> release(String topic);
}
