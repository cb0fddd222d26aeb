package archon.bus.cli;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventDigest;
import archon.bus.event.EventRefused;
import archon.bus.event.StoredEvent;
import archon.bus.event.TopicPattern;
import archon.bus.guest.GuestRefused;
import archon.bus.guest.NodeNotResponding;
import archon.bus.guest.NodeSettings;
import archon.bus.guest.NodeVisit;
import archon.bus.guest.NodeVisit.NodeGone;
import archon.bus.guest.RemoteFailure;
import archon.bus.journal.DirectoryInUse;
import archon.bus.journal.NodeDescriptor;
import archon.bus.member.NodeDoor;
import archon.bus.read.HistoryQuery;
import archon.bus.settings.LimitKeys;
import archon.bus.topic.ClearLimit;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.ClearResult;
import archon.bus.topic.EventConflict;
import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishResult;
import archon.bus.topic.TopicUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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

  /**
   * Stores the event, once, whatever becomes of the node meanwhile.
   *
   * @throws TopicUnavailable if nothing was stored, as nobody could be reached
   * @throws PublishOutcomeUnknown if it is not known whether it was
   */
  PublishResult publish(Event event) {
    try (NodeVisit visit = visit()) {
      if (visit != null) {
        return publish(
            visit,
            EncodedEvent.forPublish(event, configuration.section("limits", LimitKeys::read)));
      }
    } catch (NodeGone gone) {
      return publishUnlessStored(event);
    } catch (IOException nobodyThere) {
      // A node that has just ended: then we can hold the directory ourselves, or find the next.
    } catch (NodeNotResponding | GuestRefused unreachable) {
      throw notStored(event, unreachable);
    }
    try (NodeSession session = NodeSession.openBriefly(configuration, directory)) {
      return publish(session, event);
    } catch (DirectoryInUse | NodeNotResponding | GuestRefused unreachable) {
      throw notStored(event, unreachable);
    }
  }

  private static PublishResult publish(NodeVisit visit, EncodedEvent event) throws NodeGone {
    try {
      return visit.publish(event);
    } catch (NodeNotResponding | RemoteFailure unknown) { // it has been sent
      throw new PublishOutcomeUnknown(event.topic(), unknown);
    }
  }

  private static PublishResult publish(NodeSession session, Event event) {
    try {
      return session.publish(event);
    } catch (RemoteFailure unknown) {
      throw new PublishOutcomeUnknown(event.topic(), unknown);
    }
  }

  private static TopicUnavailable notStored(Event event, BusException unreachable) {
    return new TopicUnavailable(
        event.topic(), "nothing was stored; publish again later", unreachable);
  }

  /** A node that has gone may have stored it, or may still do so if only the connection broke. */
  private PublishResult publishUnlessStored(Event event) {
    EventDigest digest = EncodedEvent.of(event).digest();
    try (NodeSession session = NodeSession.openBriefly(configuration, directory)) {
      // Others may have published more since than the topic knows ids of, so the files are asked.
      // Another event under the same id is a conflict, for the topic to tell.
      for (StoredEvent found : session.history(HistoryQuery.topic(event.topic()).id(event.id()))) {
        if (EncodedEvent.of(found.event()).digest().equals(digest)) {
          return new PublishResult.Duplicate(event, found.seq());
        }
      }
      return session.publish(event);
    } catch (EventConflict | EventRefused | PublishOutcomeUnknown known) {
      throw known;
    } catch (BusException failure) {
      throw new PublishOutcomeUnknown(event.topic(), failure);
    }
  }

  /**
   * @param topics the names of all topics there are
   */
  ClearResult clear(ClearRequest request, List<String> topics) {
    List<String> selected = topics.stream().filter(request.topics()::matches).toList();
    SortedMap<String, Long> cleared = new TreeMap<>();
    try (NodeVisit visit = visit()) {
      if (visit != null) {
        clear(visit, selected, request.limit(), cleared);
        return new ClearResult(cleared);
      }
    } catch (IOException gone) {
      // What it has cleared, it has: not again, for there may be new events by now.
    }
    List<ClearRequest> rest =
        cleared.isEmpty()
            ? List.of(request)
            : selected.stream()
                .filter(topic -> !cleared.containsKey(topic))
                .map(topic -> new ClearRequest(new TopicPattern(topic), request.limit()))
                .toList();
    try (NodeSession session = NodeSession.openBriefly(configuration, directory)) {
      rest.forEach(part -> cleared.putAll(session.clear(part).eventsByTopic()));
    }
    return new ClearResult(cleared);
  }

  /** One that fails does not keep the others from being cleared, as in a bus. */
  private static void clear(
      NodeVisit visit, List<String> topics, ClearLimit limit, Map<String, Long> cleared)
      throws NodeGone {
    BusException first = null;
    for (String topic : topics) {
      try {
        cleared.put(topic, visit.clear(topic, limit));
      } catch (NodeNotResponding hangs) {
        throw hangs;
      } catch (BusException failure) {
        if (first == null) {
          first = failure;
        } else {
          first.addSuppressed(failure);
        }
      }
    }
    if (first != null) {
      throw first;
    }
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
