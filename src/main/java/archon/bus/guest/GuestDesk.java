package archon.bus.guest;

import archon.bus.event.EventLimits;
import archon.bus.event.Json;
import archon.bus.link.Attendance;
import archon.bus.link.Connection;
import archon.bus.link.Introduction;
import archon.bus.link.LinkRefused;
import archon.bus.link.Reception;
import archon.bus.read.ReadSide;
import archon.bus.topic.Topics;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Where a node attends to its guests. Safe from any thread. */
public final class GuestDesk implements Reception {
  /** For what a guest's former connection asked; a topic that fails answers sooner. */
  private static final Duration FORMER_ANSWERS = Duration.ofSeconds(30);

  private final Map<UUID, AttendedGuest> sessions = new ConcurrentHashMap<>();
  private final Node node;

  /**
   * What guests are served with.
   *
   * @param blocking runs what blocks on files
   */
  public record Node(Topics topics, ReadSide reads, EventLimits limits, Executor blocking) {}

  public GuestDesk(Node node) {
    this.node = node;
  }

  /**
   * Waits until all that the guest's former connection has asked for is answered: only then can the
   * guest find in the files what of it was stored.
   */
  @Override
  public Attendance receive(Introduction guest, Connection connection) throws LinkRefused {
    AttendedGuest former = sessions.get(guest.guest());
    if (former != null) {
      awaitAnswers(former); // and if it fails, the next attempt has to wait for them as well
    }
    AttendedGuest session = new AttendedGuest(node, guest, connection, this);
    sessions.put(guest.guest(), session);
    return new Attendance(session, session);
  }

  /**
   * How many bytes of a guest's publishes may wait at the node. All guests together have as much as
   * the node's own publishers have in one topic.
   */
  long share() {
    return node.topics().settings().maxPendingBytes() / Math.max(1, sessions.size());
  }

  void left(AttendedGuest session) {
    sessions.values().remove(session);
  }

  /** The guests there are, as a JSON array. */
  String status() {
    return Json.of(
            sessions.values().stream()
                .map(AttendedGuest::guest)
                .map(
                    guest ->
                        Map.of(
                            "pid", guest.pid(),
                            "version", guest.version(),
                            "kind", guest.kind().name().toLowerCase(Locale.ROOT)))
                .toList())
        .toString();
  }

  private static void awaitAnswers(AttendedGuest former) throws LinkRefused {
    @Nullable Throwable failure;
    try {
      former.answered().get(FORMER_ANSWERS.toSeconds(), TimeUnit.SECONDS);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      failure = e;
    } catch (ExecutionException | TimeoutException e) {
      failure = e;
    }
    throw new LinkRefused("what was asked on an older connection is not answered yet: " + failure);
  }
}
