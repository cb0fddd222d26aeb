package archon.bus.link;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A node that notes what its guests send, and sends them what a test wants. */
final class TestNode implements AutoCloseable, Reception {
  static final NodeGreeting GREETING = new NodeGreeting("1.2.3", 4 * 1024 * 1024);

  final LinkSecrets secrets = LinkSecrets.random();
  final LinkServer server;

  private final Function<Visit, Heard> attendants;
  private final Map<Long, Visit> visits = new ConcurrentHashMap<>(); // by pid

  /** The latest connection of a guest. */
  static final class Visit {
    private final Introduction guest;
    private final Connection connection;
    private final FrameQueue queue = new FrameQueue();
    private final Heard heard;

    private Visit(Introduction guest, Connection connection, Function<Visit, Heard> attendants) {
      this.guest = guest;
      this.connection = connection;
      this.heard = attendants.apply(this);
    }

    Introduction guest() {
      return guest;
    }

    Connection connection() {
      return connection;
    }

    FrameQueue queue() {
      return queue;
    }

    Heard heard() {
      return heard;
    }

    void send(Frames.Frame frame) {
      queue.add(frame);
      connection.wake();
    }
  }

  private TestNode(int maxGuests, Function<Visit, Heard> attendants) throws IOException {
    this.attendants = attendants;
    this.server = LinkServer.listen(0, maxGuests, secrets, GREETING, this);
  }

  static TestNode start() throws IOException {
    return withMaxGuests(64);
  }

  static TestNode withMaxGuests(int maxGuests) throws IOException {
    return new TestNode(maxGuests, visit -> new Heard());
  }

  static TestNode attending(Function<Visit, Heard> attendants) throws IOException {
    return new TestNode(64, attendants);
  }

  @Override
  public Attendance receive(Introduction guest, Connection connection) {
    Visit visit = new Visit(guest, connection, attendants);
    visits.put(guest.pid(), visit);
    return new Attendance(visit.heard, visit.queue);
  }

  /** The connection of the guest with this pid. */
  Visit visitOf(long pid) {
    Visit visit = visits.get(pid);
    if (visit == null) {
      throw new AssertionError("no guest with pid " + pid);
    }
    return visit;
  }

  @Override
  public void close() {
    server.close();
  }
}
