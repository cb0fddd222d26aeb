package archon.bus.guest;

import archon.bus.event.BusException;
import java.time.Duration;

/**
 * The process that holds the events directory was not heard of for {@code archon.bus.node.timeout}:
 * it is stopped, hangs, or was killed and nobody could take over yet. A retry is safe, and helps
 * once it goes on or has ended.
 */
public final class NodeNotResponding extends BusException {
  private static final long serialVersionUID = 1L;

  private final long pid;

  public NodeNotResponding(long pid, Duration silence) {
    super(
        "%s holds the events directory but was not heard of for %d ms (archon.bus.node.timeout); look why it hangs, or stop it and another takes over"
            .formatted(pid == 0 ? "some process" : "process " + pid, silence.toMillis()));
    this.pid = pid;
  }

  /** The process id of the node, 0 if it is not known. */
  public long pid() {
    return pid;
  }
}
