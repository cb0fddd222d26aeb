package archon.bus.member;

import archon.bus.journal.SyncPolicy;
import archon.bus.journal.plugin.TopicPreparation;
import archon.bus.topic.ClearLimit;
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
  public CompletionStage<Long> delete(String topic, ClearLimit limit) {
    if (limit instanceof ClearLimit.BeforeSeq before) {
      return preparation.deleteTo(topic, before.seq() - 1);
    }
    return limit instanceof ClearLimit.BeforeTime before
        ? preparation.deleteBefore(topic, before.time())
        : preparation.deleteTo(topic, Long.MAX_VALUE);
  }

  @Override
  public CompletionStage<Void> release(String topic) {
    return preparation.release(topic);
  }
}
