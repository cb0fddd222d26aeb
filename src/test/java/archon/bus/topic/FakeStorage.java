package archon.bus.topic;

import archon.bus.event.TopicFact;
import archon.bus.event.TopicPersistenceId;
import archon.bus.event.TopicSnapshot;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.persistence.testkit.SnapshotMeta;
import org.apache.pekko.persistence.testkit.javadsl.PersistenceTestKit;
import org.apache.pekko.persistence.testkit.javadsl.SnapshotTestKit;

/**
 * What the journal does beside the plugin, over the testkit's journal: leaves a snapshot where it
 * deletes. Records its calls; what it answers can be replaced.
 */
final class FakeStorage implements TopicStorage {
  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<ClearLimit> limits = new CopyOnWriteArrayList<>();
  volatile Supplier<CompletionStage<Void>> onPrepare = () -> CompletableFuture.completedStage(null);
  volatile Supplier<CompletionStage<Void>> onRelease = () -> CompletableFuture.completedStage(null);
  volatile Supplier<CompletionStage<Void>> onDelete = () -> CompletableFuture.completedStage(null);

  private final Map<String, Long> deletedFacts = new ConcurrentHashMap<>();
  private final PersistenceTestKit journal;
  private final SnapshotTestKit snapshots;

  FakeStorage(PersistenceTestKit journal, SnapshotTestKit snapshots) {
    this.journal = journal;
    this.snapshots = snapshots;
  }

  @Override
  public CompletionStage<Void> prepare(String topic) {
    calls.add("prepare " + topic);
    return onPrepare.get();
  }

  @Override
  public CompletionStage<Void> release(String topic) {
    calls.add("release " + topic);
    return onRelease.get();
  }

  @Override
  public Durability durability(String topic) {
    return topic.startsWith("metrics.") ? Durability.OS : Durability.DISK;
  }

  @Override
  public CompletionStage<Long> delete(String topic, ClearLimit limit) {
    calls.add("delete " + topic);
    limits.add(limit);
    return onDelete.get().thenApply(go -> deleteAll(topic));
  }

  long count(String call) {
    return calls.stream().filter(call::equals).count();
  }

  private long deleteAll(String topic) {
    String id = TopicPersistenceId.of(topic);
    List<TopicFact> facts =
        journal.persistedInStorage(id).stream().map(TopicFact.class::cast).toList();
    if (facts.isEmpty()) {
      return 0;
    }
    long lastFact = deletedFacts.merge(topic, (long) facts.size(), Long::sum);
    TopicFact last = facts.get(facts.size() - 1);
    snapshots.persistForRecovery(
        id,
        List.of(
            Pair.create(
                SnapshotMeta.create(lastFact), new TopicSnapshot(last.lastSeq(), last.digests()))));
    journal.clearByIdPreservingSeqNumbers(id);
    return facts.stream().mapToLong(fact -> fact.digests().size()).sum();
  }
}
