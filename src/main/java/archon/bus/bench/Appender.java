package archon.bus.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that appends lines to a file: all that wait, up to a bound, with one write and, if it
 * syncs, one sync; then it acknowledges them. One thread may hand lines over.
 */
final class Appender implements AutoCloseable {
  private static final int GROUP_LINES = 1_024;
  private static final int GROUP_BYTES = 4 << 20;
  private static final long PARK_NANOS = 20_000;

  private final byte[][] ring; // its length a power of two, more than the window
  private final AtomicLong handedOver = new AtomicLong(); // publishes what is in the ring
  private final FileChannel file;
  private final boolean sync;
  private final Window window;
  private final byte[] lineEnd;
  private final Thread thread = new Thread(this::write, "bench-appender");
  private final ByteBuffer group = ByteBuffer.allocateDirect(GROUP_BYTES);
  private volatile boolean closing;

  private Appender(FileChannel file, boolean sync, Window window, byte[] lineEnd) {
    this.ring = new byte[2 * Integer.highestOneBit(window.size())][];
    this.file = file;
    this.sync = sync;
    this.window = window;
    this.lineEnd = lineEnd;
  }

  /**
   * @param window keeps more than fit from being handed over
   * @param lineEnd what every line lacks
   */
  static Appender start(Path path, boolean sync, Window window, byte[] lineEnd) {
    try {
      FileChannel file =
          FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Appender appender = new Appender(file, sync, window, lineEnd);
      appender.thread.start();
      return appender;
    } catch (IOException e) {
      throw new BenchFailed("limit: %s: %s".formatted(path, e), e);
    }
  }

  /** Hands a line over. */
  void append(byte[] line) {
    long next = handedOver.get();
    ring[place(next)] = line;
    handedOver.lazySet(next + 1);
  }

  private void write() {
    long taken = 0;
    try {
      while (!closing) {
        long waiting = handedOver.get() - taken;
        if (waiting == 0) {
          pause(taken);
        } else {
          int lines = gather(taken, (int) Math.min(waiting, GROUP_LINES));
          flush();
          taken += lines;
          window.acknowledge(lines);
        }
      }
    } catch (IOException e) {
      window.fail(e);
    }
  }

  private void pause(long taken) {
    Thread.onSpinWait();
    if (handedOver.get() == taken) {
      LockSupport.parkNanos(PARK_NANOS);
    }
  }

  private int gather(long first, int most) {
    group.clear();
    int lines = 0;
    while (lines < most) {
      byte[] line = ring[place(first + lines)];
      if (group.remaining() < line.length + lineEnd.length) {
        return lines; // one always fits: the group is larger than any payload
      }
      group.put(line).put(lineEnd);
      lines++;
    }
    return lines;
  }

  private int place(long number) {
    return (int) number & (ring.length - 1);
  }

  private void flush() throws IOException {
    group.flip();
    while (group.hasRemaining()) {
      file.write(group);
    }
    if (sync) {
      file.force(false);
    }
  }

  @Override
  public void close() throws InterruptedException {
    closing = true;
    thread.join();
    try {
      file.close();
    } catch (IOException e) {
      throw new BenchFailed("limit: closing its file failed: " + e, e);
    }
  }
}
