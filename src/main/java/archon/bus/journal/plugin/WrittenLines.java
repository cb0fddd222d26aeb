package archon.bus.journal.plugin;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventRefused;
import archon.bus.event.TopicFact;
import archon.bus.journal.LineGroup;
import archon.bus.journal.LogId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import scala.jdk.javaapi.CollectionConverters;

/** Atomic writes as lines of their logs. */
final class WrittenLines {
  /** What the journal adds to a line: seq, fact, mark, checksum and their names. */
  private static final int JOURNAL_MEMBERS_BYTES = 128;

  private WrittenLines() {}

  /** The lines of a write; throws whatever makes it impossible to store. */
  static LineGroup of(AtomicWrite write, EntityLine entityLine, int maxLineBytes) {
    List<PersistentRepr> events = CollectionConverters.asJava(write.payload());
    LogId log = EventLogs.of(write.persistenceId());
    LineGroup lines =
        log.kind() == LogId.Kind.TOPIC ? ofTopic(log, events) : ofEntity(events, entityLine);
    for (byte[] head : lines.heads()) {
      if (head.length > maxLineBytes - JOURNAL_MEMBERS_BYTES) {
        throw new EventRefused(
            "event of %s: expected a line of at most %d bytes (archon.bus.journal.max-line-bytes) but it has %d"
                .formatted(
                    write.persistenceId(), maxLineBytes, head.length + JOURNAL_MEMBERS_BYTES));
      }
    }
    return lines;
  }

  private static LineGroup ofTopic(LogId log, List<PersistentRepr> events) {
    if (events.size() != 1
        || !(events.get(0).payload() instanceof TopicFact fact)
        || fact.events().isEmpty()
        || fact.firstSeq() < 1) {
      throw new EventRefused(
          "topic %s: expected one fact with events but found %d of %s; the prefix of its persistence id belongs to the bus"
              .formatted(log.name(), events.size(), events.get(0).payload().getClass().getName()));
    }
    List<byte[]> heads = new ArrayList<>(fact.events().size());
    for (EncodedEvent event : fact.events()) {
      if (!event.topic().equals(log.name())) {
        throw new EventRefused(
            "topic %s: expected its own events but found one of %s"
                .formatted(log.name(), event.topic()));
      }
      heads.add(event.head());
    }
    return new LineGroup(fact.firstSeq(), events.get(0).sequenceNr(), true, heads);
  }

  private static LineGroup ofEntity(List<PersistentRepr> events, EntityLine entityLine) {
    Instant now = Instant.now();
    List<byte[]> heads = events.stream().map(event -> entityLine.head(event, now)).toList();
    // Rejected events leave gaps in the actor's own numbers, so only the journal can count its
    // lines.
    return new LineGroup(LineGroup.NEXT_SEQ, events.get(0).sequenceNr(), false, heads);
  }
}
