package archon.bus.topic;

import archon.bus.event.BusClosed;
import archon.bus.event.EncodedEvent;
import archon.bus.event.EventRefused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where publishes and clears go. Safe from any thread; nothing blocks. Results are completed on
 * threads of the bus: what is chained to them without an executor must neither block nor take long.
 */
public interface TopicWriter {
  /**
   * Stores {@code event} and completes once it is as durable as the journal's settings say.
   *
   * <p>Events published by one thread to one topic are stored in call order. An event whose id was
   * stored before within the idempotence horizon completes as {@link PublishResult.Duplicate} with
   * the first seq.
   *
   * <p>Fails, at once where nothing has to be tried: with {@link EventRefused} if the storage has
   * no place for a topic of that name, with {@link BusOverloaded} if the topic's queue is full,
   * {@link EventConflict} if the id is known with other content, {@link TopicUnavailable} if the
   * topic cannot be opened at present, {@link PublishRefused} if the journal wrote nothing, {@link
   * BusClosed} after the bus was closed: in all these cases the event is not stored. With {@link
   * PublishOutcomeUnknown} it may or may not be. A retry with the same event id is safe in every
   * case.
   *
   * <p>There is no time-out of its own: it completes as soon as the journal has answered. Callers
   * who would rather give up use {@link CompletableFuture#orTimeout}; the event may then still be
   * stored, and again a retry with the same id is safe.
   */
  CompletionStage<PublishResult> publish(EncodedEvent event);

  /**
   * Stores {@code events} in their order, all or none, in one fact with dense seqs but for those
   * that are duplicates. Completes with one result for each event, in order; an empty list
   * completes at once.
   *
   * <p>Fails as {@link #publish} does, for all events together; also with {@link EventRefused} if
   * an event is of another topic, an id stands twice with different content, or there are more
   * events or bytes than one batch takes ({@code archon.bus.topic.max-batch-events}, {@code
   * max-batch-bytes}).
   */
  CompletionStage<List<PublishResult>> publishAll(String topic, List<EncodedEvent> events);

  /**
   * Deletes the events of {@code topic} that {@code limit} names, of those that are stored when the
   * deletion begins, and completes with the number of events that could be read before. Seqs go on
   * where they were. What waits in the queue is stored afterwards.
   *
   * <p>Calls of the same limit that come before a deletion has begun share it, and its count. Works
   * while publishing is refused: a topic that cannot be opened at present is tried again at once.
   * Fails with {@link TopicUnavailable}, {@link BusClosed}, {@link BusOverloaded} if a hundred
   * clears of other limits wait, or the storage's failure; a retry is safe.
   */
  CompletionStage<Long> clear(String topic, ClearLimit limit);
}
