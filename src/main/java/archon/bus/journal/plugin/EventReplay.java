package archon.bus.journal.plugin;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventDigest;
import archon.bus.event.TopicFact;
import archon.bus.journal.JournalLine;
import archon.bus.journal.JournalReader;
import archon.bus.journal.LineCursor;
import archon.bus.journal.LogId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.persistence.PersistentRepr;

/** Reads a log's lines back as the events of a persistent actor. Blocking. */
final class EventReplay {
  private final JournalReader reader;
  private final EntityLine entityLine;

  EventReplay(JournalReader reader, EntityLine entityLine) {
    this.reader = reader;
    this.entityLine = entityLine;
  }

  /**
   * Hands over the events with sequence numbers from {@code from} to {@code to} (both inclusive)
   * that are not deleted, at most {@code max} of them.
   */
  void run(String persistenceId, long from, long to, long max, Consumer<PersistentRepr> events) {
    if (max <= 0 || from > to) {
      return;
    }
    LogId log = EventLogs.of(persistenceId);
    try (LineCursor lines = reader.linesFromFact(log, Math.max(1, from))) {
      if (log.kind() == LogId.Kind.TOPIC) {
        topicFacts(persistenceId, lines, to, max, events);
      } else {
        entityEvents(lines, to, max, events);
      }
    }
  }

  private void entityEvents(LineCursor lines, long to, long max, Consumer<PersistentRepr> events) {
    long left = max;
    JournalLine line = lines.next();
    while (line != null && line.fact() <= to && left > 0) {
      events.accept(entityLine.read(line.json(), line.fact()));
      left--;
      line = lines.next();
    }
  }

  /** A topic recalls digests only: its payloads would fill the heap, and it has no use for them. */
  private static void topicFacts(
      String persistenceId, LineCursor lines, long to, long max, Consumer<PersistentRepr> events) {
    long left = max;
    JournalLine line = lines.next();
    while (line != null && line.fact() <= to && left > 0) {
      long fact = line.fact();
      long firstSeq = line.seq();
      List<EventDigest> digests = new ArrayList<>();
      while (line != null && line.fact() == fact) {
        digests.add(EncodedEvent.of(line.event()).digest());
        line = lines.next();
      }
      events.accept(
          PersistentRepr.apply(
              TopicFact.recalled(firstSeq, digests),
              fact,
              persistenceId,
              "",
              false,
              ActorRef.noSender(),
              ""));
      left--;
    }
  }
}
