package archon.bus.link;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection at the node's end, from its greeting to its end: the thread that reads it. */
final class GuestSession implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(GuestSession.class);
  private static final Duration TO_GREET = Duration.ofSeconds(2);
  private static final Duration TO_END = Duration.ofSeconds(2); // of an older connection

  private final LinkServer server;
  private final Greeting greeting;
  private final Connection connection;
  private final CountDownLatch ended = new CountDownLatch(1);

  GuestSession(LinkServer server, SocketChannel channel, LinkSecrets secrets, String name) {
    this.server = server;
    this.greeting = new Greeting(channel, secrets, TO_GREET);
    this.connection = new Connection(channel, name);
  }

  Connection connection() {
    return connection;
  }

  /** Waits until its thread has told all; false if that takes longer. */
  boolean awaitEnd(long nanos) throws InterruptedException {
    return ended.await(nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void run() {
    try {
      welcome(introduced());
    } catch (IOException e) {
      LOG.debug("a connection ended before it was that of a guest: {}", e.toString());
    } catch (InterruptedException e) {
      LOG.debug("interrupted while an older connection of a guest ended", e);
    } catch (RuntimeException | Error e) {
      LOG.error("attending to a guest failed, its connection is ended", e);
    } finally {
      connection.close();
      server.left(this);
      ended.countDown();
    }
  }

  private Introduction introduced() throws IOException {
    try {
      return greeting.hearIntroduction();
    } finally {
      server.greeted();
    }
  }

  private void welcome(Introduction guest) throws IOException, InterruptedException {
    Attendance attendance;
    try {
      takeOver(guest);
      attendance = server.receive(guest, connection);
    } catch (LinkRefused refused) {
      greeting.refuse(refused.getMessage());
      throw refused;
    }
    attend(attendance);
  }

  /**
   * Makes this the only connection of its guest. No frame of an older one may be told after one of
   * this: the guest may send the same publishes again.
   */
  private void takeOver(Introduction guest) throws LinkRefused, InterruptedException {
    GuestSession older = server.admit(guest, this);
    while (older != null) {
      older.connection.close();
      if (!older.awaitEnd(TO_END.toNanos())) {
        throw new LinkRefused("an older connection of this guest has not ended yet; try again");
      }
      older = server.admit(guest, this);
    }
  }

  private void attend(Attendance attendance) {
    IOException failure = null;
    try {
      greeting.welcome(server.greeting());
      int maxFrameBytes = server.greeting().maxFrameBytes();
      connection.start(attendance.outgoing(), maxFrameBytes);
      connection.read(
          maxFrameBytes,
          attendance.frames()::hasRoom,
          frame -> NodeDecoder.tell(frame, attendance.frames()));
    } catch (IOException e) {
      failure = e;
    } catch (RuntimeException | Error e) {
      LOG.error("what a guest sent could not be attended to, its connection is ended", e);
      failure = new IOException("attending to what a guest sent failed: " + e, e);
    }
    attendance.frames().ended(failure);
  }
}
