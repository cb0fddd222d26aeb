package archon.bus.link;

import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A guest that notes what it is told, on a thread of its own once it listens. */
final class TestGuest implements AutoCloseable {
  static final Duration TIMEOUT = Duration.ofSeconds(20);

  final Heard heard = new Heard();
  final FrameQueue queue = new FrameQueue();
  final LinkClient client;

  private final Thread reader;
  private volatile @Nullable IOException failure;

  private TestGuest(LinkClient client) {
    this.client = client;
    this.reader = new Thread(this::read, "test-guest");
    client.start(queue);
  }

  static Introduction introduction(long pid) {
    return introduction(new UUID(0, pid), pid);
  }

  static Introduction introduction(UUID id, long pid) {
    return new Introduction(id, pid, "1.2.3", Introduction.Kind.BUS);
  }

  /** One that sends, and reads what the node sends. */
  static TestGuest connect(TestNode node, long pid) throws IOException {
    TestGuest guest = connectWithoutReading(node, pid);
    guest.reader.start();
    return guest;
  }

  /** One that sends, and reads nothing before {@link #startReading}. */
  static TestGuest connectWithoutReading(TestNode node, long pid) throws IOException {
    return new TestGuest(
        LinkClient.connect(node.server.port(), node.secrets, introduction(pid), TIMEOUT));
  }

  void startReading() {
    reader.start();
  }

  void send(Frames.Frame frame) {
    queue.add(frame);
    client.wake();
  }

  /** Waits for the end of the connection; what it broke of, null if nothing. */
  @Nullable IOException awaitEnd() throws InterruptedException {
    reader.join();
    return failure;
  }

  private void read() {
    try {
      client.readAll(heard);
    } catch (IOException e) {
      failure = e;
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
