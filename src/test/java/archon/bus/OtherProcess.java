package archon.bus;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A {@link BusProcess}, as a test sees it. For one thread but where stated. */
public final class OtherProcess implements AutoCloseable {
  /** Small and quick to start: several of them share the machine. */
  private static final List<String> JVM =
      List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private static final int PATIENCE_SECONDS = 60;

  private final Process process;
  private final BufferedWriter orders;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private int unanswered;
  private final Thread reader;

  private OtherProcess(Process process, Consumer<String[]> told) {
    this.process = process;
    this.orders = process.outputWriter(StandardCharsets.UTF_8);
    this.reader = new Thread(() -> read(told), "told-by-" + process.pid());
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts one.
   *
   * @param told hears each line that is no answer, in words; on a thread of this process's own
   */
  public static OtherProcess start(Consumer<String[]> told) throws IOException {
    return new OtherProcess(TestJvm.start(BusProcess.class, JVM), told);
  }

  /** Starts one whose lines nobody needs. */
  public static OtherProcess start() throws IOException {
    return start(words -> {});
  }

  public long pid() {
    return process.pid();
  }

  /** Gives an order without waiting for the answer. */
  void order(String order) {
    try {
      orders.write(order);
      orders.newLine();
      orders.flush();
      unanswered++;
    } catch (IOException e) {
      throw new UncheckedIOException("process " + pid() + " has ended", e);
    }
  }

  /**
   * Waits for the answers to all orders; returns the first failure, if there is one, or the last.
   */
  String answer() {
    String answer = "";
    try {
      for (; unanswered > 0; unanswered--) {
        String next = answers.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
          throw new AssertionError("process " + pid() + " does not answer");
        }
        answer = answer.startsWith("failed") ? answer : next;
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return answer;
  }

  /** Whether it has done all that it was told to. */
  boolean hasAnswered() {
    return answers.size() == unanswered;
  }

  public String ask(String order) {
    order(order);
    return answer();
  }

  /** SIGKILL; waits until it is dead and all it had told is heard. */
  public void kill() {
    // By its handle: Process itself would close the pipe, and what it had told would be lost.
    process.toHandle().destroyForcibly();
    awaitEnd();
  }

  /** Has it leave by System.exit, and waits. */
  void exit() {
    order("exit");
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      process.waitFor();
      reader.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Stops it without its knowing: SIGSTOP. */
  public void suspend() throws IOException {
    signal("STOP");
  }

  /** Lets it go on: SIGCONT. */
  public void resume() throws IOException {
    signal("CONT");
  }

  private void signal(String name) throws IOException {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid())).inheritIO().start().waitFor();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void read(Consumer<String[]> told) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("= ")) {
          answers.add(line.substring(2));
        } else {
          told.accept(line.split(" "));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
