package archon.bus.cli;

import archon.bus.event.BusException;
import archon.bus.event.Json;
import archon.bus.guest.NodeNotResponding;
import archon.bus.guest.NodeVisit;
import archon.bus.journal.NodeDescriptor;
import archon.bus.journal.NodeService;
import archon.bus.member.NodeDoor;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds an events directory, as it says itself, and what it tells when it is asked.
 *
 * @param node what it says of itself; null if nobody does
 * @param guests its other guests by pid, a JSON array; null if it was not asked or did not answer
 * @param problem why it did not answer, null if it did
 */
record Holder(@Nullable NodeDescriptor node, @Nullable Json guests, @Nullable String problem) {
  /** A node says something each second: who is asked so little need not wait as publishers do. */
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private static final int ATTEMPTS = 3;

  /**
   * @param timeout after which a node counts as hanging for those who publish
   */
  static Holder of(Path directory, Duration timeout) {
    Duration patience = patience(timeout);
    for (int attempt = 1; ; attempt++) {
      NodeDescriptor node = NodeDescriptor.of(directory);
      if (node == null || !letsIn(node)) {
        return new Holder(node, null, null);
      }
      try (NodeVisit visit =
          NodeVisit.begin(NodeDoor.enter(node, patience), node.pid(), patience)) {
        return new Holder(node, others(Json.parse(visit.status())), null);
      } catch (NodeNotResponding e) {
        return new Holder(node, null, hangs(patience));
      } catch (BusException e) {
        return new Holder(node, null, e.getMessage());
      } catch (IOException e) {
        if (attempt == ATTEMPTS) { // else it has just ended, and there may be another
          return new Holder(node, null, e.getMessage());
        }
      }
    }
  }

  private static Duration patience(Duration timeout) {
    return timeout.compareTo(PATIENCE) < 0 ? timeout : PATIENCE;
  }

  /** Whether a node lets other processes in. */
  static boolean letsIn(NodeDescriptor node) {
    NodeService service = node.service();
    return service != null && service.link() != 0;
  }

  private static String hangs(Duration patience) {
    return "not heard of for %d ms, so it hangs or is stopped; publishes wait for it, then fail, and nobody takes over while it lives; look why, or end it and another takes over"
        .formatted(patience.toMillis());
  }

  /** Without this command, which is a guest just for asking. */
  private static Json others(Json guests) {
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode guest : guests.node()) {
      if (guest.path("pid").asLong() != ProcessHandle.current().pid()) {
        others.add(guest);
      }
    }
    others.sort(Comparator.comparingLong(guest -> guest.path("pid").asLong()));
    return Json.of(others);
  }
}
