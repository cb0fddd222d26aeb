package archon.bus.link;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what an {@link Outgoing} puts, on a thread of its own that sleeps while there is nothing.
 */
final class Sender {
  private static final Logger LOG = LoggerFactory.getLogger(Sender.class);

  /** After so long without a frame the other end is told that this one is alive. */
  private static final long PING_NANOS = Duration.ofSeconds(1).toNanos();

  private final SocketChannel channel;
  private final Outgoing outgoing;
  private final Thread thread;
  private final FrameWriter out;

  /**
   * True from when the thread is about to sleep until somebody wakes it.
   *
   * <p>Why no wake-up is lost: the thread sets it, then looks at everything once more, and sleeps
   * only if there is nothing. Whoever has something adds it, then reads this. All four are
   * synchronization actions (volatile, or under a lock), so they have one order for all threads. If
   * the read does not see true, it comes before the set, so what was added comes before the second
   * look, which finds it. If it sees true, the thread is unparked, and that lasts even if it comes
   * before the thread parks. So who adds something while the thread is busy pays for one volatile
   * read, and of many who add while it sleeps one unparks.
   */
  private final AtomicBoolean isAsleep = new AtomicBoolean();

  private volatile boolean sayGoodbye;
  private volatile boolean finish;
  private boolean goodbyeSaid;
  private long lastSent = System.nanoTime();

  /**
   * @param maxFrameBytes longest frame that the other end takes
   */
  Sender(SocketChannel channel, Outgoing outgoing, int maxFrameBytes, String name) {
    this.channel = channel;
    this.outgoing = outgoing;
    this.out = new FrameWriter(maxFrameBytes);
    this.thread = new Thread(this::run, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Something may be there to send. */
  void wake() {
    if (isAsleep.get() && isAsleep.compareAndSet(true, false)) {
      LockSupport.unpark(thread);
    }
  }

  void sayGoodbye() {
    sayGoodbye = true;
    wake();
  }

  /** Sends what is there, then tells the other end that this was all. */
  void finish() {
    finish = true;
    wake();
  }

  /** Waits for the thread to end; the channel was closed before. */
  void awaitEnd() {
    LockSupport.unpark(thread);
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true; // it ends soon, and nobody may ask its outgoing before
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      send();
    } catch (IOException e) {
      // The channel stays open: what the other end sent before it ended can still be read.
      LOG.debug("{}: cannot send any more: {}", thread.getName(), e.toString());
      endOutput();
    } catch (RuntimeException | Error e) {
      LOG.error("{}: sending failed, the connection is ended", thread.getName(), e);
      closeChannel();
    }
  }

  /** Until all is sent, and the other end knows, or the channel is closed. */
  private void send() throws IOException {
    while (channel.isOpen()) {
      boolean isLast = finish; // read before the look below: what was there by then is sent
      boolean more = fill();
      if (!out.isEmpty()) {
        isAsleep.set(false);
        out.sendTo(channel);
        lastSent = System.nanoTime();
      } else if (!more && isLast) {
        channel.shutdownOutput();
        return;
      } else if (!more && !isAsleep.compareAndSet(false, true)) {
        sleep(); // announced before this look
      }
    }
  }

  private boolean fill() {
    boolean more = outgoing.fill(out);
    if (sayGoodbye && !goodbyeSaid) {
      out.goodbye();
      goodbyeSaid = true;
    }
    return more;
  }

  private void sleep() {
    LockSupport.parkNanos(this, lastSent + PING_NANOS - System.nanoTime());
    isAsleep.set(false);
    if (System.nanoTime() - lastSent >= PING_NANOS) {
      out.ping();
    }
  }

  /** Has the other end, should it still be there, end the connection. */
  private void endOutput() {
    try {
      channel.shutdownOutput();
    } catch (IOException e) {
      LOG.debug("{}: the connection has ended: {}", thread.getName(), e.toString());
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("{}: closing failed: {}", thread.getName(), e.toString());
    }
  }
}
