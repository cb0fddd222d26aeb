package archon.bus.journal.plugin;

import archon.bus.journal.JournalReader;
import java.util.function.Consumer;
import org.apache.pekko.persistence.PersistentRepr;

/** Reads a log's lines back for a persistent actor that recovers. Blocking. */
final class EventReplay {
  private final JournalReader reader;
  private final EntityLine entityLine;

  EventReplay(JournalReader reader, EntityLine entityLine) {
    this.reader = reader;
    this.entityLine = entityLine;
  }

  /**
   * Hands over the events with sequence numbers from {@code from} to {@code to} (both inclusive)
   * that are not deleted, at most {@code max} of them; a topic's facts by their digests only.
   */
  void run(String persistenceId, long from, long to, long max, Consumer<PersistentRepr> events) {
    if (max <= 0 || from > to) {
      return;
    }
    try (FactCursor facts = FactCursor.ofDigests(reader, entityLine, persistenceId, from)) {
      for (long left = max; left > 0; left--) {
        PersistentRepr fact = facts.next(to);
        if (fact == null) {
          return;
        }
        events.accept(fact);
      }
    }
  }
}
