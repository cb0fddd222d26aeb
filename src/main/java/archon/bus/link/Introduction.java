package archon.bus.link;

import java.util.UUID;

/**
 * Who a guest says it is.
 *
 * @param guest its id, the same on all its connections
 * @param pid of its process
 * @param version of the bus it runs, which may be another than the node's
 */
public record Introduction(UUID guest, long pid, String version, Kind kind) {
  /** What a guest is there for. */
  public enum Kind {
    /** A bus as any other, which takes over when the node ends. */
    BUS,
    /** A command that ends by itself. */
    COMMAND
  }
}
