package archon.bus.guest;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventDigest;
import archon.bus.event.EventIntake;
import archon.bus.event.EventRefused;
import archon.bus.link.Connection;
import archon.bus.link.FrameWriter;
import archon.bus.link.Introduction;
import archon.bus.link.NodeFrames;
import archon.bus.link.Outgoing;
import archon.bus.link.ReceivedEvent;
import archon.bus.read.TopicSelection;
import archon.bus.topic.ClearLimit;
import archon.bus.topic.OneBatch;
import archon.bus.topic.Pending;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One guest's connection, at the node. What a guest sends is told by one thread. */
final class AttendedGuest implements NodeFrames, Outgoing {
  private static final Logger LOG = LoggerFactory.getLogger(AttendedGuest.class);

  private final GuestDesk.Node node;
  private final Introduction guest;
  private final GuestDesk desk;
  private final Replies replies;
  private final HintRelay hints;
  private EventIntake intake = new EventIntake("none"); // of the topic published to last
  private String intakeTopic = "none";

  /**
   * @param desk knows the other guests; told when this one is gone and all it has published is
   *     answered
   */
  AttendedGuest(GuestDesk.Node node, Introduction guest, Connection connection, GuestDesk desk) {
    this.node = node;
    this.guest = guest;
    this.desk = desk;
    this.replies = new Replies(connection::wake, connection::goOn);
    this.hints = new HintRelay(node.topics(), connection::wake);
  }

  Introduction guest() {
    return guest;
  }

  /** Completes once all publishes it has taken are answered. */
  CompletableFuture<Void> answered() {
    return replies.settled();
  }

  @Override
  public boolean fill(FrameWriter out) {
    return replies.fill(out) | hints.fill(out);
  }

  @Override
  public boolean hasRoom() {
    return replies.hasRoom(desk.share());
  }

  @Override
  public void publish(String topic, long firstNumber, List<ReceivedEvent> events) {
    long number = firstNumber;
    for (ReceivedEvent received : events) {
      try {
        EncodedEvent event = taken(topic, received);
        put(topic, new GuestPublish(replies, number, event, received.knownSeq()));
      } catch (EventRefused refused) {
        replies.failed(number, refused);
      }
      number++;
    }
  }

  @Override
  public void publishAll(String topic, long number, List<ReceivedEvent> events) {
    try {
      List<EncodedEvent> taken = new ArrayList<>(events.size());
      for (ReceivedEvent event : events) {
        taken.add(taken(topic, event));
      }
      OneBatch.requireSize(topic, taken, node.topics().settings()); // the guest's may be others
      put(topic, new GuestPublishAll(replies, number, taken, events));
    } catch (EventRefused refused) {
      replies.failed(number, refused);
    }
  }

  private void put(String topic, Pending publish) {
    replies.begun(publish);
    node.topics().put(topic, publish);
  }

  private EncodedEvent taken(String topic, ReceivedEvent received) {
    if (!topic.equals(intakeTopic)) {
      intake = new EventIntake(topic);
      intakeTopic = topic;
    }
    EventDigest digest =
        new EventDigest(received.idHigh(), received.idLow(), received.contentCrc());
    EncodedEvent event = intake.take(received.head(), digest);
    event.requireSize(node.limits());
    return event;
  }

  @Override
  public void watch(List<String> patterns) {
    hints.watch(TopicSelection.of(patterns.toArray(String[]::new)));
  }

  @Override
  public void clear(long number, String topic, String limitJson) {
    ClearLimit limit;
    try {
      limit = ClearLimits.fromJson(limitJson);
    } catch (DateTimeException | IllegalArgumentException e) {
      replies.failed(number, e);
      return;
    }
    answer(number, () -> node.topics().clear(topic, limit).thenApply(String::valueOf));
  }

  @Override
  public void ends(long number, List<String> topics) {
    answer(number, () -> CompletableFuture.supplyAsync(() -> ends(topics), node.blocking()));
  }

  private String ends(List<String> topics) {
    Map<String, Long> ends = new LinkedHashMap<>();
    for (String topic : topics) {
      try {
        node.reads().sync(topic); // this node may not have written to it yet
        ends.put(topic, node.reads().range(topic).lastSeq());
      } catch (RuntimeException failure) { // one bad topic must not keep the others' ends back
        LOG.warn("topic [{}]: its end cannot be found for a guest: {}", topic, failure.toString());
      }
    }
    return TopicEnds.toJson(ends);
  }

  @Override
  public void status(long number) {
    replies.answer(number, desk.status());
  }

  private void answer(long number, Supplier<CompletionStage<String>> call) {
    call.get()
        .handle(
            (json, failure) -> {
              if (failure == null) {
                replies.answer(number, json);
              } else {
                replies.failed(number, failure);
              }
              return json;
            });
  }

  @Override
  public void ended(@Nullable IOException failure) {
    hints.close();
    var unused = answered().thenRun(() -> desk.left(this));
    replies.hasEnded();
  }
}
