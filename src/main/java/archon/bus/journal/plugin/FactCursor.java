package archon.bus.journal.plugin;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventDigest;
import archon.bus.event.TopicFact;
import archon.bus.journal.DamagedLine;
import archon.bus.journal.JournalLine;
import archon.bus.journal.JournalReader;
import archon.bus.journal.LineCursor;
import archon.bus.journal.LogId;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log's lines back as what its persistent actor persisted, up to the live end and on when
 * more was stored. Blocking, for one thread at a time.
 */
final class FactCursor implements AutoCloseable {
  private final String persistenceId;
  private final boolean ofTopic;
  private final long from;
  private final LineCursor lines;
  private final EntityLine entityLine;

  private final boolean withEvents;
  private final List<EventDigest> digests = new ArrayList<>(); // of a topic's fact that is begun
  private final List<EncodedEvent> events = new ArrayList<>(); // the same, if they are wanted
  private @Nullable JournalLine last; // line of it
  private @Nullable JournalLine ahead; // read but not yet used
  private boolean isBegun; // whether a line of "from" or behind it was met
  private int sizeInBytes;

  private FactCursor(
      String persistenceId,
      long from,
      LineCursor lines,
      EntityLine entityLine,
      boolean withEvents) {
    this.withEvents = withEvents;
    this.persistenceId = persistenceId;
    this.ofTopic = EventLogs.of(persistenceId).kind() == LogId.Kind.TOPIC;
    this.from = from;
    this.lines = lines;
    this.entityLine = entityLine;
  }

  /** Begins with the fact {@code from}, or the first behind it that is not deleted. */
  static FactCursor of(
      JournalReader reader, EntityLine entityLine, String persistenceId, long from) {
    return new FactCursor(
        persistenceId, from, lines(reader, persistenceId, from), entityLine, true);
  }

  /**
   * As {@link #of}, but a topic's facts come with digests only: one that recovers needs no
   * payloads, and those of all its facts would fill the heap.
   */
  static FactCursor ofDigests(
      JournalReader reader, EntityLine entityLine, String persistenceId, long from) {
    return new FactCursor(
        persistenceId, from, lines(reader, persistenceId, from), entityLine, false);
  }

  private static LineCursor lines(JournalReader reader, String persistenceId, long from) {
    // One more than wanted: an intact fact in front proves that damage before it does not matter.
    return reader.linesFromFact(EventLogs.of(persistenceId), Math.max(1, from - 1));
  }

  /**
   * The next fact, null at the live end or if it is above {@code to}. A topic's comes with its
   * events. Throws what {@link LineCursor#next} throws, and whatever the serializer of a payload
   * throws.
   */
  @Nullable PersistentRepr next(long to) {
    for (JournalLine line = peek(); line != null && line.fact() <= to; line = peek()) {
      JournalLine open = last;
      if (open != null && open.fact() != line.fact()) {
        return topicFact(open);
      }
      if (open != null && line.seq() != open.seq() + 1) {
        clear(); // seqs of a fact are dense: what is in front of lost lines is left out
      }
      ahead = null;
      if (!ofTopic) {
        sizeInBytes = line.sizeInBytes();
        return entityLine.read(line.json(), line.fact());
      }
      add(line);
      last = line;
      sizeInBytes = (digests.size() == 1 ? 0 : sizeInBytes) + line.sizeInBytes();
      if (!line.more()) {
        return topicFact(line);
      }
    }
    return null;
  }

  private void add(JournalLine line) {
    if (withEvents) {
      EncodedEvent event = EncodedEvent.of(line.event());
      events.add(event);
      digests.add(event.digest());
    } else {
      digests.add(line.digest());
    }
  }

  private void clear() {
    events.clear();
    digests.clear();
  }

  /** Whether a fact was met that {@link #next} did not give because of its bound. */
  boolean isAtBound() {
    return ahead != null;
  }

  /** Size of the lines of the fact given last. */
  int sizeInBytes() {
    return sizeInBytes;
  }

  private @Nullable JournalLine peek() {
    JournalLine line = ahead;
    if (line == null) {
      line = isBegun ? lines.next() : first();
      ahead = line;
    }
    return line;
  }

  /** The first line wanted. Damage in front of it is passed over, if it is certain to be there. */
  private @Nullable JournalLine first() {
    DamagedLine damage = null;
    while (true) {
      JournalLine line;
      try {
        line = lines.next();
      } catch (DamagedLine e) {
        lines.skipDamage();
        damage = e;
        continue;
      }
      if (line != null && line.fact() < from) {
        damage = null;
        continue;
      }
      if (damage != null && (line == null || ofTopic || line.fact() != from)) {
        throw damage;
      }
      isBegun = line != null;
      return line;
    }
  }

  private PersistentRepr topicFact(JournalLine lastLine) {
    TopicFact fact = new TopicFact(lastLine.seq() - digests.size() + 1, digests, events);
    clear();
    last = null;
    return PersistentRepr.apply(
            fact, lastLine.fact(), persistenceId, "", false, ActorRef.noSender(), "")
        .withTimestamp(Math.floorDiv(lastLine.timestampMicros(), 1000L));
  }

  @Override
  public void close() {
    lines.close();
  }
}
