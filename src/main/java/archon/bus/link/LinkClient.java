package archon.bus.link;

import java.io.Closeable;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/** A guest's end of the link: one connection to the node, which may end at any time. */
public final class LinkClient implements Closeable {
  private final Connection connection;
  private final NodeGreeting greeting;
  private boolean goodbyeSaid; // by the node, seen by the thread that reads

  private LinkClient(Connection connection, NodeGreeting greeting) {
    this.connection = connection;
    this.greeting = greeting;
  }

  /**
   * Connects to the node that listens on a port of the loopback address.
   *
   * @param timeout for the connection, and again for the greeting
   * @throws LinkRefused if the node refuses, or who listens does not prove to be the node
   * @throws java.net.SocketTimeoutException if it takes too long: a node that hangs connects but
   *     does not greet
   * @throws IOException if nobody listens, or the connection breaks
   */
  public static LinkClient connect(
      int port, LinkSecrets secrets, Introduction self, Duration timeout) throws IOException {
    SocketChannel channel = SocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.socket().connect(LinkServer.loopback(port), millis(timeout));
      NodeGreeting greeting = new Greeting(channel, secrets, timeout).introduce(self);
      return new LinkClient(new Connection(channel, "to-" + port), greeting);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  private static int millis(Duration timeout) {
    return (int) Math.max(1, Math.min(timeout.toMillis(), Integer.MAX_VALUE));
  }

  /** What the node said. */
  public NodeGreeting greeting() {
    return greeting;
  }

  /** Sends what {@code outgoing} puts, from now on. To be called once. */
  public void start(Outgoing outgoing) {
    connection.start(outgoing, greeting.maxFrameBytes());
  }

  /**
   * Tells what the node sends, on this thread, until the connection ends. Then it is closed, and
   * the outgoing is asked no more. To be called once.
   *
   * @throws IOException if it broke; not if it was closed here, or the node finished or had said
   *     goodbye
   */
  public void readAll(GuestFrames told) throws IOException {
    try {
      connection.read(
          greeting.maxFrameBytes(),
          () -> true,
          frame -> {
            goodbyeSaid |= frame.type() == FrameType.GOODBYE;
            GuestDecoder.tell(frame, told);
          });
    } catch (IOException e) {
      if (!goodbyeSaid) {
        throw e;
      }
    }
  }

  /** As {@link Connection#wake}. */
  public void wake() {
    connection.wake();
  }

  /** As {@link Connection#silence}. */
  public Duration silence() {
    return connection.silence();
  }

  /** Ends the connection at once, and with it {@link #readAll}. */
  @Override
  public void close() {
    connection.close();
  }
}
