package archon.bus;

import archon.bus.journal.SyncPolicy;
import archon.bus.journal.plugin.TopicPreparation;
import archon.bus.topic.Durability;
import archon.bus.topic.TopicStorage;
import java.util.concurrent.CompletionStage;

/** Lets the topics, which know no journal, be prepared by ours. */
record JournalTopicStorage(TopicPreparation preparation) implements TopicStorage {
  @Override
  public CompletionStage<Void> prepare(String topic) {
    return preparation.prepare(topic);
  }

  @Override
  public Durability durability(String topic) {
    return preparation.syncPolicy(topic) == SyncPolicy.BATCH ? Durability.DISK : Durability.OS;
  }

  @Override
  public CompletionStage<Long> deleteTo(String topic, long factNumber) {
    return preparation.deleteTo(topic, factNumber);
  }

  @Override
  public CompletionStage<Void> release(String topic) {
    return preparation.release(topic);
  }
}
