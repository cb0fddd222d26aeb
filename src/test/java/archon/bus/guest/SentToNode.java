package archon.bus.guest;

import archon.bus.link.FrameWriter;
import archon.bus.link.NodeFrames;
import archon.bus.link.Outgoing;
import archon.bus.link.ReceivedEvent;
import archon.bus.link.Written;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a guest sends, in order. Not thread-safe. */
final class SentToNode implements NodeFrames {
  /** One publish as it was sent: an event by itself, or a group. */
  record Publish(String topic, long number, List<ReceivedEvent> events) {
    List<Long> knownSeqs() {
      return events.stream().map(ReceivedEvent::knownSeq).toList();
    }

    String id() {
      return new UUID(events.get(0).idHigh(), events.get(0).idLow()).toString();
    }
  }

  final List<Publish> publishes = new ArrayList<>();
  final List<List<String>> watched = new ArrayList<>();
  final List<Long> calls = new ArrayList<>();

  /** All that waits to be sent. */
  static SentToNode by(Outgoing outgoing) {
    return by(outgoing, Integer.MAX_VALUE);
  }

  /** The same, to a node that takes no longer frames. */
  static SentToNode by(Outgoing outgoing, int maxFrameBytes) {
    SentToNode sent = new SentToNode();
    FrameWriter out = new FrameWriter(maxFrameBytes);
    boolean more = true;
    while (more) {
      more = outgoing.fill(out);
      Written.tell(out, sent);
    }
    return sent;
  }

  @Override
  public boolean hasRoom() {
    return true;
  }

  @Override
  public void publish(String topic, long firstNumber, List<ReceivedEvent> events) {
    for (int i = 0; i < events.size(); i++) {
      publishes.add(new Publish(topic, firstNumber + i, List.of(events.get(i))));
    }
  }

  @Override
  public void publishAll(String topic, long number, List<ReceivedEvent> events) {
    publishes.add(new Publish(topic, number, events));
  }

  @Override
  public void watch(List<String> patterns) {
    watched.add(patterns);
  }

  @Override
  public void clear(long number, String topic, String limitJson) {
    calls.add(number);
  }

  @Override
  public void ends(long number, List<String> topics) {
    calls.add(number);
  }

  @Override
  public void status(long number) {
    calls.add(number);
  }

  @Override
  public void ended(@Nullable IOException failure) {}
}
