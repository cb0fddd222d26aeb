package archon.bus.journal.plugin;

import archon.bus.journal.Journal;
import archon.bus.journal.JournalReader;
import archon.bus.journal.LogGrowth;
import archon.bus.journal.LogId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.Offset;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** The events of one persistent actor, up to where they end now or for as long as they come. */
final class EventQuery implements Query<EventEnvelope> {
  /**
   * What is asked for.
   *
   * @param from first sequence number (inclusive)
   * @param to last sequence number (inclusive)
   */
  record Request(String persistenceId, long from, long to) {}

  private final EventReading reading;
  private final Request request;
  private final long to;
  private final LogId log;
  private final JournalReader reader;
  private final LogGrowth.@Nullable Registration registration; // null: ends where the log ends now
  private final FactCursor facts;

  private EventQuery(
      EventReading reading,
      Request request,
      JournalReader reader,
      LogGrowth.@Nullable Registration registration) {
    this.reading = reading;
    this.request = request;
    this.reader = reader;
    this.registration = registration;
    this.log = EventLogs.of(request.persistenceId());
    // Bounded by what is there now: a writer that is faster than this query must not keep it going.
    this.to =
        registration == null
            ? Math.min(request.to(), reader.bounds(log).highestFact())
            : request.to();
    this.facts =
        FactCursor.of(reader, reading.entityLine(), request.persistenceId(), request.from());
  }

  static EventQuery current(EventReading reading, Request request, JournalReader reader) {
    return new EventQuery(reading, request, reader, null);
  }

  static EventQuery live(
      EventReading reading, Request request, Journal journal, GrowthSignal signal) {
    // Registered first: what comes while the log is read is not missed.
    LogGrowth.Registration registration =
        journal.onGrowth(EventLogs.of(request.persistenceId()), log -> signal.tell());
    try {
      return new EventQuery(reading, request, journal.reader(), registration);
    } catch (RuntimeException e) {
      registration.close();
      throw e;
    }
  }

  @Override
  public Portion<EventEnvelope> read(BooleanSupplier isCancelled) {
    List<EventEnvelope> events = new ArrayList<>();
    try {
      return Portion.of(events, readInto(events, isCancelled));
    } catch (Throwable e) { // also what a serializer throws undeclared
      return Portion.failed(events, e);
    }
  }

  private Portion.Next readInto(List<EventEnvelope> events, BooleanSupplier isCancelled) {
    if (request.from() > to) {
      return Portion.Next.END;
    }
    // Asked before reading: the last event wanted may be one that was rejected or deleted.
    boolean reached =
        registration == null || (to != Long.MAX_VALUE && reader.bounds(log).highestFact() >= to);
    long bytes = 0;
    while (!isCancelled.getAsBoolean()
        && events.size() < reading.settings().maxBufferEvents()
        && bytes < reading.settings().maxBufferBytes()) {
      PersistentRepr fact = facts.next(to);
      if (fact == null) {
        return reached || facts.isAtBound() ? Portion.Next.END : Portion.Next.WAIT;
      }
      addAdapted(fact, events);
      if (fact.sequenceNr() == to) {
        return Portion.Next.END;
      }
      bytes += facts.sizeInBytes();
    }
    return Portion.Next.MORE;
  }

  private void addAdapted(PersistentRepr fact, List<EventEnvelope> events) {
    Object payload = fact.payload();
    CollectionConverters.asJava(
            reading
                .adapters()
                .get(payload.getClass())
                .fromJournal(payload, fact.manifest())
                .events())
        .forEach(event -> events.add(envelope(fact, event)));
  }

  private static EventEnvelope envelope(PersistentRepr fact, Object event) {
    return new EventEnvelope(
        Offset.sequence(fact.sequenceNr()),
        fact.persistenceId(),
        fact.sequenceNr(),
        event,
        fact.timestamp(),
        fact.metadata());
  }

  @Override
  public void close() {
    if (registration != null) {
      registration.close();
    }
    facts.close();
  }
}
