package archon.bus.member;

import archon.bus.guest.GuestRefused;
import archon.bus.guest.NodeNotResponding;
import archon.bus.journal.NodeDescriptor;
import archon.bus.journal.NodeService;
import archon.bus.link.Introduction;
import archon.bus.link.LinkClient;
import archon.bus.link.LinkRefused;
import archon.bus.link.LinkSecrets;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The way from an events directory to the node that serves it. */
public final class NodeDoor {
  private NodeDoor() {}

  /** This process, as it says who it is. */
  static Introduction introduction(Introduction.Kind kind) {
    return new Introduction(
        UUID.randomUUID(), ProcessHandle.current().pid(), BusVersion.TEXT, kind);
  }

  /**
   * Whoever holds {@code directory} and serves others, as far as it says so itself; null if nobody
   * does. It may be gone when this returns.
   */
  public static @Nullable NodeDescriptor serving(Path directory) {
    return serving(NodeDescriptor.of(directory));
  }

  /** The same where somebody is known to hold it. */
  static @Nullable NodeDescriptor servingHolder(Path directory) {
    return serving(NodeDescriptor.lastOf(directory));
  }

  private static @Nullable NodeDescriptor serving(@Nullable NodeDescriptor holder) {
    NodeService service = holder == null ? null : holder.service();
    return service == null || service.link() == 0 ? null : holder;
  }

  /**
   * Connects a command to a node that is {@link #serving}. Blocks.
   *
   * @param timeout for the connection, and again for the greeting
   * @throws IOException if nobody is there, or somebody else
   * @throws NodeNotResponding if it hangs
   * @throws GuestRefused if it lets nobody in
   */
  public static LinkClient enter(NodeDescriptor node, Duration timeout) throws IOException {
    return enter(node, introduction(Introduction.Kind.COMMAND), timeout);
  }

  static LinkClient enter(NodeDescriptor node, Introduction self, Duration timeout)
      throws IOException {
    NodeService service = node.service();
    if (service == null) {
      throw new IOException("process %d serves nobody".formatted(node.pid()));
    }
    try {
      LinkSecrets secrets = new LinkSecrets(service.token(), service.proof());
      return LinkClient.connect(service.link(), secrets, self, timeout);
    } catch (SocketTimeoutException e) {
      throw new NodeNotResponding(node.pid(), timeout);
    } catch (LinkRefused e) {
      throw new GuestRefused(node.pid(), String.valueOf(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw new IOException("node.json is of something else: " + e.getMessage(), e);
    }
  }
}
