package archon.bus.journal.plugin;

import archon.bus.event.EventDigest;
import archon.bus.event.TopicPersistenceId;
import archon.bus.event.TopicSnapshot;
import archon.bus.journal.DamagedLine;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalException;
import archon.bus.journal.JournalLine;
import archon.bus.journal.LineCursor;
import archon.bus.journal.LogBounds;
import archon.bus.journal.LogId;
import archon.bus.journal.SyncPolicy;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that a topic recovers from a snapshot and few facts, however long it is. Its snapshots
 * are derived: what is missing, damaged or stale is made anew from the stated facts and the last
 * lines. Blocking.
 */
final class TopicSnapshots {
  /** One may turn out damaged; the other is older, and what it lacks is replayed. */
  private static final int KEPT = 2;

  private static final Logger LOG = LoggerFactory.getLogger(TopicSnapshots.class);

  private final Journal journal;
  private final SnapshotFiles files;
  private final TopicRecoverySettings settings;

  TopicSnapshots(Journal journal, SnapshotFiles files, TopicRecoverySettings settings) {
    this.journal = journal;
    this.files = files;
    this.settings = settings;
  }

  /**
   * Leaves a snapshot of the topic that is at most {@code max-replayed-events} events old and
   * follows everything that was deleted.
   *
   * @param bounds what the topic holds; nobody may write to it before this returns
   * @throws SnapshotAhead if the topic's next number is not certain
   */
  void makeFresh(String topic, LogBounds bounds) {
    NumberedSnapshot newest = newestUsable(topic, bounds);
    if (bounds.highestSeq() == 0
        || (newest != null && isFresh(newest, bounds) && canBeReplayed(topic, newest, bounds))) {
      return;
    }
    save(topic, bounds, newest);
  }

  /**
   * Before lines up to {@code toSeq} (inclusive) are deleted: leaves a snapshot that still knows
   * those within the idempotence horizon. On a full disk, or where the last lines are damaged, they
   * are forgotten, with a warning; that must not keep anybody from deleting.
   *
   * @param bounds as in {@link #makeFresh}
   */
  void remember(String topic, LogBounds bounds, long toSeq) {
    long lastForgotten = bounds.highestSeq() - settings.idempotenceHorizon();
    if (toSeq <= Math.max(lastForgotten, bounds.deletedToSeq())) {
      return; // the lines that stay tell
    }
    try {
      NumberedSnapshot newest = newestUsable(topic, bounds);
      if (newest == null || newest.lastSeq() < Math.min(toSeq, bounds.highestSeq())) {
        save(topic, bounds, newest);
      }
    } catch (JournalException | SnapshotAhead | UncheckedIOException e) {
      LOG.warn(
          "topic {}: ids of deleted events are no longer recognised once it is opened again: {}",
          topic,
          e.getMessage());
    }
  }

  private void save(String topic, LogBounds bounds, @Nullable NumberedSnapshot newest) {
    String persistenceId = TopicPersistenceId.of(topic);
    TopicSnapshot snapshot = new TopicSnapshot(bounds.highestSeq(), recent(topic, bounds, newest));
    files.save(
        new SnapshotMetadata(persistenceId, bounds.highestFact(), System.currentTimeMillis()),
        snapshot);
    keepNewest(files, persistenceId);
  }

  /** Deletes all but the newest: nobody else would, and none is needed. */
  static void keepNewest(SnapshotFiles files, String persistenceId) {
    files.list(persistenceId).stream().skip(KEPT).forEach(files::delete);
  }

  private boolean isFresh(NumberedSnapshot snapshot, LogBounds bounds) {
    return bounds.highestSeq() - snapshot.lastSeq() <= settings.maxReplayedEvents()
        && snapshot.fact() >= bounds.deletedToFact()
        && snapshot.lastSeq() >= bounds.deletedToSeq();
  }

  private @Nullable NumberedSnapshot newestUsable(String topic, LogBounds bounds) {
    String persistenceId = TopicPersistenceId.of(topic);
    for (SnapshotFile file : files.list(persistenceId)) {
      NumberedSnapshot snapshot = readable(persistenceId, file);
      if (file.sequenceNr() > bounds.highestFact()
          || (snapshot != null && snapshot.lastSeq() > bounds.highestSeq())) {
        giveUpAhead(topic, file, snapshot, bounds);
      } else if (snapshot != null) {
        return snapshot;
      }
    }
    return null;
  }

  /**
   * A snapshot follows the sync of its lines, so its numbers were given, and lines and stated facts
   * were lost since. Only where lines are not synced at once, a power cut may take them from under
   * their snapshot; to go on behind it would leave a gap in the log.
   */
  private void giveUpAhead(
      String topic, SnapshotFile file, @Nullable NumberedSnapshot snapshot, LogBounds bounds) {
    if (journal.settings(LogId.topic(topic)).sync() == SyncPolicy.BATCH) {
      String lastSeq = snapshot == null ? "it is damaged" : "seq " + snapshot.lastSeq();
      throw new SnapshotAhead(
          topic, file.path(), "fact %d, %s".formatted(file.sequenceNr(), lastSeq), bounds);
    }
    LOG.warn(
        "snapshot {}: expected at most fact {} and seq {}, the topic's highest: a power cut took what was not synced; the snapshot is removed",
        file.path(),
        bounds.highestFact(),
        bounds.highestSeq());
    files.delete(file);
  }

  private @Nullable NumberedSnapshot readable(String persistenceId, SnapshotFile file) {
    try {
      return files.read(persistenceId, file, NumberedSnapshot::of);
    } catch (SnapshotDamaged damage) {
      LOG.warn("{}; it is made anew from the topic's lines", damage.getMessage());
      return null;
    }
  }

  /**
   * Digests of the last events up to the horizon: from the lines, and where these are deleted from
   * the old snapshot.
   */
  private List<EventDigest> recent(String topic, LogBounds bounds, @Nullable NumberedSnapshot old) {
    long firstWanted = Math.max(1, bounds.highestSeq() - settings.idempotenceHorizon() + 1);
    long firstLine = Math.max(firstWanted, bounds.firstSeq());
    List<EventDigest> recent = new ArrayList<>();
    if (old != null && firstLine > firstWanted) {
      recent.addAll(remembered(old.recall(), firstWanted, firstLine));
    }
    long next = firstLine;
    try (LineCursor lines = journal.reader().linesExpiredToo(LogId.topic(topic), firstLine)) {
      for (JournalLine line = readable(lines); line != null; line = readable(lines)) {
        addUnknown(recent, line.seq() - next);
        recent.add(line.digest());
        next = line.seq() + 1;
      }
    }
    addUnknown(recent, bounds.highestSeq() + 1 - next);
    return recent;
  }

  /** The next line that can be read: one that is damaged must not close its topic to others. */
  private static @Nullable JournalLine readable(LineCursor lines) {
    while (true) {
      try {
        return lines.next();
      } catch (DamagedLine damage) {
        LOG.warn(
            "{}; its event is not recognised should it be published again", damage.getMessage());
        lines.skipDamage();
      }
    }
  }

  /** Digests must be dense: these stand for lines that are lost, and equal no event's. */
  private static void addUnknown(List<EventDigest> digests, long count) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (long i = 0; i < count; i++) {
      digests.add(new EventDigest(random.nextLong(), random.nextLong(), 0));
    }
  }

  /** Whether all facts since a snapshot are there, those included that a replay only looks at. */
  private boolean canBeReplayed(String topic, NumberedSnapshot snapshot, LogBounds bounds) {
    long fact = Math.max(1, snapshot.fact());
    try (LineCursor lines = journal.reader().linesFromFact(LogId.topic(topic), fact)) {
      long expected = 0;
      for (JournalLine line = lines.next(); line != null; line = lines.next()) {
        if (expected != 0 && line.seq() != expected) {
          return false;
        }
        expected = line.seq() + 1;
      }
      return expected == 0 || expected == bounds.highestSeq() + 1;
    } catch (DamagedLine damage) {
      return false;
    }
  }

  /**
   * Digests of the events from {@code from} to {@code to} (exclusive), as far back from {@code to}
   * as they are known.
   */
  private static List<EventDigest> remembered(TopicSnapshot old, long from, long to) {
    if (old.lastSeq() < to - 1) {
      return List.of(); // events between are unknown, and the digests must be dense
    }
    int end = (int) (old.recent().size() - (old.lastSeq() - (to - 1)));
    int start = (int) Math.max(0, end - (to - from));
    return end <= 0 ? List.of() : old.recent().subList(start, end);
  }
}
