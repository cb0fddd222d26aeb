package archon.bus.link;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of a connection whose ends know each other: what arrives is read by the thread that calls
 * {@link #read}, what goes out is sent by another. Safe from any thread.
 */
public final class Connection implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  private final SocketChannel channel;
  private final String name;
  private final Object hearing = new Object(); // held while frames are told
  private volatile @Nullable Sender sender; // written under hearing
  private boolean isDeaf; // guarded by hearing
  private volatile @Nullable Thread reader;
  private volatile boolean isClosed;
  private volatile long lastHeard = System.nanoTime();

  /** What is done with each frame. */
  interface Told {
    void frame(FrameInput frame) throws IOException;
  }

  Connection(SocketChannel channel, String name) {
    this.channel = channel;
    this.name = name;
  }

  /** Has the {@link Outgoing} asked soon. Cheap: costs a volatile read while frames are sent. */
  public void wake() {
    Sender started = sender;
    if (started != null) {
      started.wake();
    }
  }

  /** Has its reader look soon whether there is room for more. Cheap. */
  public void goOn() {
    LockSupport.unpark(reader);
  }

  /**
   * How long nothing was heard of the other end, which says something each second as long as it
   * lives and can send.
   */
  public Duration silence() {
    return Duration.ofNanos(System.nanoTime() - lastHeard);
  }

  /** Ends it at once: what was not sent is not sent any more. */
  @Override
  public void close() {
    isClosed = true;
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("{}: closing failed, the connection has ended: {}", name, e.toString());
    }
    wake(); // a writer that sleeps, to end
    goOn(); // and a reader
  }

  boolean isClosed() {
    return isClosed;
  }

  /**
   * Sends what {@code outgoing} puts, from now on.
   *
   * @param maxFrameBytes longest frame that the other end takes
   */
  void start(Outgoing outgoing, int maxFrameBytes) {
    synchronized (hearing) {
      Sender started =
          new Sender(channel, outgoing, maxFrameBytes, "archon-bus-link-writer-" + name);
      if (isDeaf) {
        started.sayGoodbye();
      }
      sender = started;
      started.start();
    }
  }

  /**
   * Tells what arrives until the connection ends, then closes it and waits for the writer: when
   * this returns, its outgoing is asked no more. Reads nothing while there is no room for more, so
   * that the other end can send no more.
   *
   * @throws IOException if it broke; not if the other end finished or this one was closed
   */
  void read(int maxFrameBytes, BooleanSupplier hasRoom, Told told) throws IOException {
    reader = Thread.currentThread();
    try {
      FrameInput in = new FrameInput(maxFrameBytes);
      while (in.receive(channel)) {
        lastHeard = System.nanoTime();
        tellWhole(in, told);
        awaitRoom(hasRoom);
      }
      if (in.isWithinFrame() && !isClosed) {
        throw new IOException("link %s: the connection ended within a frame".formatted(name));
      }
    } catch (IOException e) {
      if (!isClosed) {
        throw e;
      }
    } finally {
      close();
      Sender started = sender;
      if (started != null) {
        started.awaitEnd();
      }
    }
  }

  private void awaitRoom(BooleanSupplier hasRoom) {
    while (!isClosed && !hasRoom.getAsBoolean()) {
      LockSupport.park(this);
    }
  }

  private void tellWhole(FrameInput in, Told told) throws IOException {
    synchronized (hearing) {
      if (isDeaf) {
        in.discard();
        return;
      }
      while (in.next()) {
        told.frame(in);
      }
    }
  }

  /**
   * Says goodbye: no frame is told any more when this returns. They are still read, so that the
   * other end can send what it has, and then sees the end of what is sent to it.
   */
  void sayGoodbye() {
    synchronized (hearing) {
      isDeaf = true;
      Sender started = sender;
      if (started != null) {
        started.sayGoodbye();
      }
    }
  }

  /** Sends what is there and then ends; at once if sending has not begun. */
  void finish() {
    Sender started = sender;
    if (started == null) {
      close();
    } else {
      started.finish();
    }
  }
}
