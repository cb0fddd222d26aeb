package archon.bus.link;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who a guest says it is.
 *
 * @param guest its id, the same on all its connections
 * @param pid of its process
 * @param started when the process started, by which a recycled pid is told apart; null if the
 *     system does not say
 * @param version of the bus it runs, which may be another than the node's
 */
public record Introduction(
    UUID guest, long pid, @Nullable Instant started, String version, Kind kind) {
  /** What a guest is there for. */
  public enum Kind {
    /** A bus as any other, which takes over when the node ends. */
    BUS,
    /** A command that ends by itself. */
    COMMAND
  }
}
