package archon.bus.cli;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A line on stderr that counts while a command works for longer than a second; only where a person
 * sees it, see {@link Console#showsProgress}. {@link #count} is for one thread.
 */
final class Progress implements AutoCloseable {
  private static final long QUIET_MILLIS = 1_000;
  private static final long EVERY_MILLIS = 200;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Console console;
  private final String doing;
  private final long startedNanos = System.nanoTime();
  private final AtomicLong events = new AtomicLong();
  private final Thread ticker;

  private Progress(Console console, String doing) {
    this.console = console;
    this.doing = doing;
    this.ticker = new Thread(this::tick, "progress");
    ticker.setDaemon(true);
  }

  static Progress start(Console console, String doing) {
    Progress progress = new Progress(console, doing);
    if (console.showsProgress()) {
      progress.ticker.start();
    }
    return progress;
  }

  /**
   * One more event went to stdout. Where that is the terminal itself, the events tell of the
   * progress.
   */
  void count() {
    if (events.incrementAndGet() == 1 && console.outIsTerminal()) {
      close();
    }
  }

  /** So many more lines were dealt with, of which none is printed. */
  void add(long lines) {
    events.addAndGet(lines);
  }

  private void tick() {
    try {
      Thread.sleep(QUIET_MILLIS);
      while (true) {
        long seconds = (System.nanoTime() - startedNanos) / 1_000_000_000;
        console
            .err()
            .print(
                String.format(
                    Locale.ROOT,
                    "%s%s … %,d events, %d s",
                    CLEAR_LINE,
                    doing,
                    events.get(),
                    seconds));
        console.err().flush();
        Thread.sleep(EVERY_MILLIS);
      }
    } catch (InterruptedException done) {
      console.err().print(CLEAR_LINE);
      console.err().flush();
    }
  }

  @Override
  public void close() {
    boolean interrupted = false;
    ticker.interrupt();
    while (ticker.isAlive()) {
      try {
        ticker.join();
      } catch (InterruptedException e) {
        interrupted = true; // the line is cleared first: the ticker ends at once
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
