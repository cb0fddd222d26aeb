package archon.bus.journal.plugin;

import archon.bus.event.TopicPersistenceId;
import archon.bus.journal.Journal;
import archon.bus.journal.LogBounds;
import com.typesafe.config.Config;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.apache.pekko.japi.pf.ReceiveBuilder;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.PartialFunction;
import scala.concurrent.Future;
import scala.runtime.BoxedUnit;

/**
 * Snapshot store over files of an events directory, plugin id {@code archon.bus.snapshot-store}. A
 * snapshot is durable when its save is confirmed and is never served damaged: an older one takes
 * its place if the journal still has every event since, else the load fails with {@link
 * SnapshotDamaged}. Of a topic the newest two are kept.
 */
public final class JsonlSnapshotStore extends SnapshotStore {
  private static final Logger LOG = LoggerFactory.getLogger(JsonlSnapshotStore.class);

  private final OpenedJournal opened;
  private final PayloadCodec codec;
  private final Executor blocking;
  private final Turns turns = new Turns();
  private @Nullable SnapshotMetadata failedSave;

  /** Called by Pekko with the plugin's block of the configuration. */
  public JsonlSnapshotStore(Config block) {
    opened = OpenedJournal.of(block, context().system());
    codec = PayloadCodec.of(context().system());
    blocking = context().system().dispatchers().lookup(block.getString("io-dispatcher"));
  }

  @Override
  public void postStop() {
    turns.allEnded().join(); // what was begun ends before another process may take the directory
    opened.close();
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return inTurn(persistenceId, journal -> load(journal, persistenceId, criteria));
  }

  private Optional<SelectedSnapshot> load(
      Journal journal, String persistenceId, SnapshotSelectionCriteria criteria) {
    SnapshotFiles files = files(journal);
    SnapshotDamaged damage = null;
    Optional<SelectedSnapshot> found = Optional.empty();
    for (SnapshotFile file : files.list(persistenceId)) {
      if (found.isEmpty() && file.matches(criteria)) {
        try {
          found = Optional.ofNullable(files.read(persistenceId, file));
        } catch (SnapshotDamaged e) {
          LOG.warn("{}; an older snapshot is looked for", e.getMessage());
          damage = e;
        }
      }
    }
    if (damage != null) {
      long recovered = found.map(snapshot -> snapshot.metadata().sequenceNr()).orElse(0L);
      requireAllSince(recovered, journal.reader().bounds(EventLogs.of(persistenceId)), damage);
    }
    return found;
  }

  /**
   * What a damaged snapshot told, an older one tells together with the events since; but only if
   * none of these is deleted.
   */
  private static void requireAllSince(long sequenceNr, LogBounds bounds, SnapshotDamaged damage) {
    if (bounds.highestFact() == 0 || bounds.deletedToFact() > sequenceNr) {
      throw damage;
    }
  }

  @Override
  public Future<@Nullable Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    String persistenceId = metadata.persistenceId();
    return inTurn(
        persistenceId,
        journal -> {
          SnapshotFiles files = files(journal);
          files.save(metadata, snapshot);
          if (TopicPersistenceId.topicOf(persistenceId).isPresent()) {
            TopicSnapshots.keepNewest(files, persistenceId);
          }
          return null;
        });
  }

  @Override
  public Future<@Nullable Void> doDeleteAsync(SnapshotMetadata metadata) {
    if (metadata.equals(failedSave)) {
      // Pekko cleans up after a failed save by sequence number. Ours left nothing, and what has
      // that number is a good one.
      failedSave = null;
      return ScalaFutures.of(CompletableFuture.completedStage(null));
    }
    long timestamp = metadata.timestamp(); // 0: any
    return doDeleteAsync(
        metadata.persistenceId(),
        SnapshotSelectionCriteria.create(
            metadata.sequenceNr(),
            timestamp == 0 ? Long.MAX_VALUE : timestamp,
            metadata.sequenceNr(),
            timestamp));
  }

  @Override
  public Future<@Nullable Void> doDeleteAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return inTurn(
        persistenceId,
        journal -> {
          SnapshotFiles files = files(journal);
          files.list(persistenceId).stream()
              .filter(file -> file.matches(criteria))
              .forEach(files::delete);
          return null;
        });
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receivePluginInternal() {
    return ReceiveBuilder.create()
        .match(SaveSnapshotFailure.class, failure -> failedSave = failure.metadata())
        .build()
        .onMessage();
  }

  /** Runs a blocking task off this actor; the tasks of one persistence id one after another. */
  private <T extends @Nullable Object> Future<T> inTurn(
      String persistenceId, Function<Journal, T> task) {
    return ScalaFutures.of(
        turns.take(
            persistenceId,
            () -> CompletableFuture.<T>supplyAsync(() -> task.apply(opened.get()), blocking)));
  }

  private SnapshotFiles files(Journal journal) {
    return SnapshotFiles.of(journal, codec);
  }
}
