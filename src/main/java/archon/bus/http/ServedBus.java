package archon.bus.http;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReplayQuery;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicRange;
import archon.bus.read.TopicReport;
import archon.bus.read.TopicSelection;
import archon.bus.replay.ReplayControl;
import archon.bus.subscription.Subscription;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.ClearResult;
import archon.bus.topic.PublishResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * What the endpoint needs of a bus. Safe from any thread, never blocks; what fails, fails through
 * its stage or source, with a {@link archon.bus.event.BusException} where that is on purpose.
 */
public interface ServedBus {
  CompletionStage<PublishResult> publish(Event event);

  /** All or none; one result for each, in order. */
  CompletionStage<List<PublishResult>> publishAll(List<Event> ofOneTopic);

  Source<StoredEvent, NotUsed> history(HistoryQuery query);

  Source<StoredEvent, ReplayControl> replay(ReplayQuery query, double speed);

  Source<StoredEvent, CompletionStage<Subscription>> events(SubscriptionRequest request);

  /**
   * The seq that is needed next of each topic selected: of those that are there, and of each plain
   * name, whether it is there or not.
   */
  CompletionStage<Map<String, Long>> positions(TopicSelection topics, StartPosition start);

  /** Which events of each topic can be read. */
  CompletionStage<Map<String, TopicRange>> ranges(Set<String> topics);

  /** One event, if it can be read. */
  CompletionStage<Optional<StoredEvent>> event(String topic, long seq);

  CompletionStage<List<TopicReport>> topics();

  CompletionStage<ClearResult> clear(ClearRequest request);

  /** Why the bus cannot serve at present, for people; empty if it can. */
  CompletionStage<Optional<String>> obstacle();

  /** Whether a failure of a publish or a query means that the disk is full. */
  boolean isDiskFull(Throwable failure);
}
