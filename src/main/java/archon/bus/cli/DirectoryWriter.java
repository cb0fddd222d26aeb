package archon.bus.cli;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.guest.NodeSettings;
import archon.bus.guest.NodeVisit;
import archon.bus.guest.NodeVisit.NodeGone;
import archon.bus.journal.NodeDescriptor;
import archon.bus.member.NodeDoor;
import archon.bus.read.HistoryQuery;
import archon.bus.settings.LimitKeys;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.ClearResult;
import archon.bus.topic.PublishResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Changes an events directory for a command that then ends: through the node if there is one, else
 * by holding the directory for a moment.
 */
final class DirectoryWriter {
  private final Configuration configuration;
  private final Path directory;

  DirectoryWriter(Configuration configuration) {
    this.configuration = configuration;
    this.directory = configuration.eventsPlace().directory();
  }

  /** Stores the event, once, whatever becomes of the node meanwhile. */
  PublishResult publish(Event event) {
    boolean mayBeStored = false;
    try (NodeVisit visit = visit()) {
      if (visit != null) {
        return visit.publish(
            EncodedEvent.forPublish(event, configuration.section("limits", LimitKeys::read)));
      }
    } catch (NodeGone gone) {
      mayBeStored = true;
    } catch (IOException nobodyThere) {
      // A node that has just ended: then we can hold the directory ourselves, or find the next.
    }
    try (NodeSession session = NodeSession.openBriefly(configuration, directory)) {
      StoredEvent stored = mayBeStored ? stored(session, event) : null;
      return stored == null
          ? session.publish(event)
          : new PublishResult.Duplicate(event, stored.seq());
    }
  }

  private static @Nullable StoredEvent stored(NodeSession session, Event event) {
    List<StoredEvent> found =
        session.history(HistoryQuery.topic(event.topic()).id(event.id()).limit(1));
    return found.isEmpty() ? null : found.get(0);
  }

  /**
   * @param topics the names of all topics there are
   */
  ClearResult clear(ClearRequest request, List<String> topics) {
    SortedMap<String, Long> cleared = new TreeMap<>();
    try (NodeVisit visit = visit()) {
      if (visit != null) {
        for (String topic : topics) {
          if (request.topics().matches(topic)) {
            cleared.put(topic, visit.clear(topic, request.limit()));
          }
        }
        return new ClearResult(cleared);
      }
    } catch (IOException gone) {
      // What it has cleared, it has; the rest is done below.
    }
    try (NodeSession session = NodeSession.openBriefly(configuration, directory)) {
      session
          .clear(request)
          .eventsByTopic()
          .forEach((topic, n) -> cleared.merge(topic, n, Long::sum));
    }
    return new ClearResult(cleared);
  }

  /** Null if nobody serves others. */
  private @Nullable NodeVisit visit() throws IOException {
    NodeDescriptor node = NodeDoor.serving(directory);
    if (node == null) {
      return null;
    }
    Duration timeout = configuration.section("node", NodeSettings::from).timeout();
    return NodeVisit.begin(NodeDoor.enter(node, timeout), node.pid(), timeout);
  }
}
