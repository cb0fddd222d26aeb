package archon.bus.journal.plugin;

import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.javadsl.CurrentEventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.CurrentPersistenceIdsQuery;
import org.apache.pekko.persistence.query.javadsl.EventsByPersistenceIdQuery;
import org.apache.pekko.persistence.query.javadsl.PersistenceIdsQuery;
import org.apache.pekko.persistence.query.javadsl.ReadJournal;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Read journal over the JSON Lines of an events directory, for topics and for any other persistent
 * actor. Get it by {@code PersistenceQuery.get(system).getReadJournalFor(JsonlReadJournal.class,
 * JsonlReadJournal.IDENTIFIER)}.
 *
 * <p>Sources read on demand, a bounded portion ahead ({@code max-buffer-events}, {@code
 * max-buffer-bytes}), on a dispatcher of their own; cancelling one releases its file. They show
 * only what is as durable as the journal's {@code sync} says. The live ones are pushed by the
 * journal of this process, nothing is polled; they fail with {@link
 * archon.bus.journal.DirectoryInUse} while another process holds the directory, where the others
 * still read. All fail with the journal's errors, such as {@link archon.bus.journal.DamagedLine},
 * after what stands before was emitted, and with whatever a payload's serializer throws; a retry
 * from the next sequence number is safe. Safe from any thread.
 */
public final class JsonlReadJournal
    implements ReadJournal,
        PersistenceIdsQuery,
        CurrentPersistenceIdsQuery,
        EventsByPersistenceIdQuery,
        CurrentEventsByPersistenceIdQuery {
  /** Plugin id, and path of the block with its settings. */
  public static final String IDENTIFIER = "archon.bus.read-journal";

  private final JournalQueries queries;

  JsonlReadJournal(JournalQueries queries) {
    this.queries = queries;
  }

  /**
   * The ids of all persistent actors that ever stored an event, each once, in no particular order,
   * and those to come. Also of those whose events are all deleted: their sequence numbers go on.
   * Each running stream remembers the ids it has emitted. Never completes.
   */
  @Override
  public Source<String, NotUsed> persistenceIds() {
    return queries.persistenceIds();
  }

  /** As {@link #persistenceIds}, but completes after the ids there are. */
  @Override
  public Source<String, NotUsed> currentPersistenceIds() {
    return queries.currentPersistenceIds();
  }

  /**
   * The events of a persistent actor in the order of their sequence numbers, from {@code
   * fromSequenceNr} to {@code toSequenceNr} (both inclusive), those to come included; the actor may
   * come into being later. Events that are deleted before they are read are passed over. Completes
   * once {@code toSequenceNr} is reached.
   *
   * <p>An envelope's offset is its sequence number; its timestamp is when the event was stored. A
   * topic's facts are {@link archon.bus.event.TopicFact} with their events, and their timestamp is
   * that of the last one. Event adapters of the journal apply; an event that they turn into several
   * comes as several envelopes of one number.
   */
  @Override
  public Source<EventEnvelope, NotUsed> eventsByPersistenceId(
      String persistenceId, long fromSequenceNr, long toSequenceNr) {
    return queries.events(new EventQuery.Request(persistenceId, fromSequenceNr, toSequenceNr));
  }

  /**
   * As {@link #eventsByPersistenceId}, but completes with the event that was the last one when the
   * stream was started, at the latest.
   */
  @Override
  public Source<EventEnvelope, NotUsed> currentEventsByPersistenceId(
      String persistenceId, long fromSequenceNr, long toSequenceNr) {
    return queries.currentEvents(
        new EventQuery.Request(persistenceId, fromSequenceNr, toSequenceNr));
  }
}
