package archon.bus.journal.plugin;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventRefused;
import archon.bus.event.TopicFact;
import archon.bus.journal.LineGroup;
import archon.bus.journal.LogId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import scala.jdk.javaapi.CollectionConverters;

/**
 * One atomic write as lines.
 *
 * @param topicSeq seq of the first line as the topic gave it; empty for another persistent actor,
 *     which knows none
 * @param fact number of its first event
 * @param oneFact as in {@link LineGroup}
 * @param heads as in {@link LineGroup}
 */
record PreparedWrite(
    LogId log, OptionalLong topicSeq, long fact, boolean oneFact, List<byte[]> heads) {
  /** What the journal adds to a line: seq, fact, mark, checksum and their names. */
  private static final int JOURNAL_MEMBERS_BYTES = 128;

  /**
   * Prepares a write; throws whatever makes it impossible to store: nothing of it is stored then,
   * and others are not touched.
   */
  static PreparedWrite of(AtomicWrite write, EntityLine entityLine, int maxLineBytes) {
    List<PersistentRepr> events = CollectionConverters.asJava(write.payload());
    LogId log = EventLogs.of(write.persistenceId());
    PreparedWrite prepared =
        log.kind() == LogId.Kind.TOPIC ? ofTopic(log, events) : ofEntity(log, events, entityLine);
    for (byte[] head : prepared.heads) {
      if (head.length > maxLineBytes - JOURNAL_MEMBERS_BYTES) {
        throw new EventRefused(
            "event of %s: expected a line of at most %d bytes (archon.bus.journal.max-line-bytes) but it has %d"
                .formatted(
                    write.persistenceId(), maxLineBytes, head.length + JOURNAL_MEMBERS_BYTES));
      }
    }
    return prepared;
  }

  private static PreparedWrite ofTopic(LogId log, List<PersistentRepr> events) {
    if (events.size() != 1
        || !(events.get(0).payload() instanceof TopicFact fact)
        || fact.events().isEmpty()) {
      throw new EventRefused(
          "topic %s: expected one fact with events but found %d of %s; the prefix of its persistence id belongs to the bus"
              .formatted(log.name(), events.size(), events.get(0).payload().getClass().getName()));
    }
    List<byte[]> heads = new ArrayList<>(fact.events().size());
    for (EncodedEvent event : fact.events()) {
      if (!event.event().topic().equals(log.name())) {
        throw new EventRefused(
            "topic %s: expected its own events but found one of %s"
                .formatted(log.name(), event.event().topic()));
      }
      heads.add(event.head());
    }
    return new PreparedWrite(
        log, OptionalLong.of(fact.firstSeq()), events.get(0).sequenceNr(), true, heads);
  }

  private static PreparedWrite ofEntity(
      LogId log, List<PersistentRepr> events, EntityLine entityLine) {
    Instant now = Instant.now();
    List<byte[]> heads = events.stream().map(event -> entityLine.head(event, now)).toList();
    return new PreparedWrite(log, OptionalLong.empty(), events.get(0).sequenceNr(), false, heads);
  }

  /** As lines of their log: a topic's have their seqs, others get them from {@code nextSeq} on. */
  LineGroup numbered(long nextSeq) {
    return new LineGroup(topicSeq.orElse(nextSeq), fact, oneFact, heads);
  }
}
