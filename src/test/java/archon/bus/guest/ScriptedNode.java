package archon.bus.guest;

import archon.bus.link.Attendance;
import archon.bus.link.Connection;
import archon.bus.link.FrameWriter;
import archon.bus.link.Introduction;
import archon.bus.link.LinkClient;
import archon.bus.link.LinkRefused;
import archon.bus.link.LinkSecrets;
import archon.bus.link.LinkServer;
import archon.bus.link.NodeFrames;
import archon.bus.link.NodeGreeting;
import archon.bus.link.ReceivedEvent;
import archon.bus.link.Reception;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A node that listens as a real one does, remembers what it hears, and says what it is told to. */
public final class ScriptedNode implements Reception, AutoCloseable {
  /** What a guest has published, or asked. */
  public record Heard(String what, String topic, long number, long knownSeq) {}

  private static final int MAX_FRAME_BYTES = FrameWriter.maxFrameBytes(1 << 20, 1 << 20, 1_000);

  private final LinkSecrets secrets = LinkSecrets.random();
  private final LinkServer server;
  private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
  private final Queue<Consumer<FrameWriter>> toSay = new ConcurrentLinkedQueue<>();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile boolean isSilent;
  private volatile @Nullable Connection connection;
  private volatile @Nullable String refusal;

  public ScriptedNode() {
    NodeGreeting greeting = new NodeGreeting("test", MAX_FRAME_BYTES);
    try {
      server = LinkServer.listen(0, 8, secrets, greeting, this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return server.port();
  }

  public LinkSecrets secrets() {
    return secrets;
  }

  LinkClient connect(UUID guest) throws IOException {
    Introduction self = new Introduction(guest, 1, "test", Introduction.Kind.BUS);
    return LinkClient.connect(port(), secrets, self, Duration.ofSeconds(20));
  }

  /** Lets nobody in from now on. */
  public void refuse(String reason) {
    refusal = reason;
  }

  @Override
  public Attendance receive(Introduction guest, Connection connected) throws LinkRefused {
    if (refusal != null) {
      throw new LinkRefused(refusal);
    }
    connection = connected;
    return new Attendance(new Ears(), this::fill);
  }

  private boolean fill(FrameWriter out) {
    if (isSilent) {
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
    for (Consumer<FrameWriter> next = toSay.poll(); next != null; next = toSay.poll()) {
      next.accept(out);
    }
    return false;
  }

  public void say(Consumer<FrameWriter> frames) {
    toSay.add(frames);
    Connection connected = connection;
    if (connected != null) {
      connected.wake();
    }
  }

  /** What it hears next. */
  public Heard hears() {
    try {
      Heard next = heard.poll(20, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError("nothing was heard");
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Hangs: it says nothing any more, not even that it lives, until it is closed. */
  public void fallSilent() {
    isSilent = true;
    say(out -> {});
  }

  public void endConnection() {
    Connection connected = connection;
    if (connected != null) {
      connected.close();
    }
  }

  @Override
  public void close() {
    goOn.countDown();
    endConnection();
    server.close();
  }

  private final class Ears implements NodeFrames {
    @Override
    public boolean hasRoom() {
      return true;
    }

    @Override
    public void publish(String topic, long firstNumber, List<ReceivedEvent> events) {
      for (int i = 0; i < events.size(); i++) {
        heard.add(new Heard("publish", topic, firstNumber + i, events.get(i).knownSeq()));
      }
    }

    @Override
    public void publishAll(String topic, long number, List<ReceivedEvent> events) {
      heard.add(new Heard("publishAll", topic, number, events.get(0).knownSeq()));
    }

    @Override
    public void watch(List<String> patterns) {
      say(FrameWriter::watched);
    }

    @Override
    public void clear(long number, String topic, String limitJson) {
      heard.add(new Heard("clear", topic, number, 0));
    }

    @Override
    public void ends(long number, List<String> topics) {
      heard.add(new Heard("ends", String.join(",", topics), number, 0));
    }

    @Override
    public void status(long number) {
      heard.add(new Heard("status", "", number, 0));
    }

    @Override
    public void ended(@Nullable IOException failure) {}
  }
}
