package archon.bus.cli;

import archon.bus.event.BusException;
import archon.bus.event.Json;
import archon.bus.guest.NodeVisit;
import archon.bus.journal.NodeDescriptor;
import archon.bus.member.NodeDoor;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who holds an events directory, as far as it can be told without trying to: an attempt to take the
 * lock would be in the way of a process that just starts.
 *
 * @param node what it says of itself; null if nobody does
 * @param guests its other guests, a JSON array; null if it was not asked or did not answer
 * @param problem why it did not answer, null if it did
 */
record Holder(@Nullable NodeDescriptor node, @Nullable Json guests, @Nullable String problem) {
  static Holder of(Path directory, Duration timeout) {
    NodeDescriptor node = NodeDescriptor.of(directory);
    if (node == null || node.service() == null) {
      return new Holder(node, null, null);
    }
    try (NodeVisit visit = NodeVisit.begin(NodeDoor.enter(node, timeout), node.pid(), timeout)) {
      return new Holder(node, others(Json.parse(visit.status())), null);
    } catch (IOException | BusException e) {
      return new Holder(node, null, e.getMessage());
    }
  }

  /** Without this command, which is a guest just for asking. */
  private static Json others(Json guests) {
    List<JsonNode> others = new ArrayList<>();
    for (JsonNode guest : guests.node()) {
      if (guest.path("pid").asLong() != ProcessHandle.current().pid()) {
        others.add(guest);
      }
    }
    return Json.of(others);
  }
}
