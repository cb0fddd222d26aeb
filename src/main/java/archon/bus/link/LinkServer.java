package archon.bus.link;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's end of the link: lets guests of this machine in that show the token, one connection of
 * each at a time. Each has two threads, so that one that does not read holds up no other. Safe from
 * any thread.
 */
public final class LinkServer implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkServer.class);

  /** Connections that have not shown the token yet; one more is closed at once. */
  private static final int MAX_GREETERS = 16;

  /** Guests of a node that has ended come all at once; one too many would wait for a second. */
  private static final int BACKLOG = 128;

  /**
   * For what is still to be sent when it is closed. A guest that reads nothing holds it so long.
   */
  private static final long FLUSH_NANOS = Duration.ofSeconds(1).toNanos();

  /** Beside the guests: who looks after a bus must come in when it is full, too. */
  private static final int PLACES_FOR_COMMANDS = 8;

  private static final long RETRY_ACCEPT_NANOS = Duration.ofMillis(100).toNanos();

  private final ServerSocketChannel listening;
  private final int maxGuests;
  private final LinkSecrets secrets;
  private final NodeGreeting greeting;
  private final Reception reception;
  private final Semaphore greeters = new Semaphore(MAX_GREETERS);
  private final Set<GuestSession> sessions = new HashSet<>(); // guarded by this
  private final Map<UUID, GuestSession> guests = new HashMap<>(); // guarded by this
  private boolean isClosing; // guarded by this

  private LinkServer(
      ServerSocketChannel listening,
      int maxGuests,
      LinkSecrets secrets,
      NodeGreeting greeting,
      Reception reception) {
    this.listening = listening;
    this.maxGuests = maxGuests;
    this.secrets = secrets;
    this.greeting = greeting;
    this.reception = reception;
  }

  /**
   * Listens on the loopback address.
   *
   * @param port 0 for any that is free
   * @param maxGuests one more guest is refused; there are a few places more for commands
   * @param greeting said to each guest that is let in
   * @throws IOException if the port is not free
   */
  public static LinkServer listen(
      int port, int maxGuests, LinkSecrets secrets, NodeGreeting greeting, Reception reception)
      throws IOException {
    ServerSocketChannel listening = ServerSocketChannel.open();
    try {
      listening.bind(loopback(port), BACKLOG);
    } catch (IOException e) {
      listening.close();
      throw e;
    }
    LinkServer server = new LinkServer(listening, maxGuests, secrets, greeting, reception);
    daemon(server::accept, "archon-bus-link-acceptor").start();
    return server;
  }

  /** 127.0.0.1, whatever the name localhost stands for. */
  static InetSocketAddress loopback(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
  }

  /** Where guests connect to. */
  public int port() {
    return listening.socket().getLocalPort();
  }

  /**
   * Lets no more guests in and says goodbye to those there are. When this returns, nothing is told
   * of what guests sent, but {@link NodeFrames#ended}; what there is to send to them is still sent.
   */
  public void sayGoodbye() {
    synchronized (this) {
      isClosing = true;
    }
    try {
      listening.close();
    } catch (IOException e) {
      LOG.debug("closing the port failed: {}", e.toString());
    }
    sessions().forEach(session -> session.connection().sayGoodbye());
  }

  /**
   * Says goodbye if that was not done, sends what is still to be sent for at most a second, and
   * ends all connections. When this returns, all threads have ended but those that wait in {@link
   * Reception#receive}.
   */
  @Override
  public void close() {
    sayGoodbye();
    List<GuestSession> left = sessions();
    left.forEach(session -> session.connection().finish());
    awaitEnds(left);
    left.forEach(session -> session.connection().close());
    awaitEnds(left);
  }

  private static void awaitEnds(List<GuestSession> sessions) {
    long deadline = System.nanoTime() + FLUSH_NANOS;
    try {
      for (GuestSession session : sessions) {
        session.awaitEnd(deadline - System.nanoTime());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // whoever interrupts does not want to wait
    }
  }

  private void accept() {
    for (int number = 1; listening.isOpen(); number++) {
      try {
        take(listening.accept(), Integer.toString(number));
      } catch (IOException | RuntimeException | Error e) {
        if (listening.isOpen()) {
          // Most likely out of file handles, or of threads.
          LOG.warn("cannot take in a guest at present, trying on: {}", e.toString());
          LockSupport.parkNanos(RETRY_ACCEPT_NANOS);
        }
      }
    }
  }

  private void take(SocketChannel channel, String name) throws IOException {
    if (!greeters.tryAcquire()) {
      channel.close();
      return;
    }
    GuestSession session = new GuestSession(this, channel, secrets, name);
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      join(session);
      daemon(session, "archon-bus-link-reader-" + name).start();
    } catch (IOException | RuntimeException | Error e) {
      greeted();
      left(session);
      channel.close();
      throw e;
    }
  }

  private synchronized void join(GuestSession session) throws IOException {
    if (isClosing) {
      throw new IOException("the node stops");
    }
    sessions.add(session);
  }

  // For sessions

  NodeGreeting greeting() {
    return greeting;
  }

  /** One connection less that has not shown the token. */
  void greeted() {
    greeters.release();
  }

  /**
   * Makes it the connection of its guest, unless that has one.
   *
   * @return the one it has, null if this is it now
   */
  synchronized @Nullable GuestSession admit(Introduction guest, GuestSession session)
      throws LinkRefused {
    if (isClosing) {
      throw new LinkRefused("the node stops; look for another");
    }
    boolean isCommand = guest.kind() == Introduction.Kind.COMMAND;
    int places = maxGuests + (isCommand ? PLACES_FOR_COMMANDS : 0);
    if (guests.size() >= places && !guests.containsKey(guest.guest())) {
      throw new LinkRefused(
          "the node has %d guests, as many as archon.bus.node.max-guests allows"
              .formatted(guests.size()));
    }
    return guests.putIfAbsent(guest.guest(), session);
  }

  Attendance receive(Introduction guest, Connection connection) throws LinkRefused {
    return reception.receive(guest, connection);
  }

  synchronized void left(GuestSession session) {
    sessions.remove(session);
    guests.values().remove(session);
  }

  private synchronized List<GuestSession> sessions() {
    return new ArrayList<>(sessions);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }
}
