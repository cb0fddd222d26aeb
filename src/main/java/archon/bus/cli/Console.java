package archon.bus.cli;

import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run has of its surroundings.
 *
 * @param in standard input
 * @param out standard output: data
 * @param err standard error: talk
 * @param environment variables of the process
 * @param outIsTerminal whether data goes to a person's eyes
 * @param showsProgress whether a line that is written over again on stderr helps: it is a terminal,
 *     and stdout is no pipe, whose reader (a pager) might write to the same screen
 * @param ownsProcess whether this run is the whole process, not a test of it
 */
record Console(
    InputStream in,
    Output out,
    PrintWriter err,
    Map<String, String> environment,
    boolean outIsTerminal,
    boolean showsProgress,
    boolean ownsProcess) {

  static Console ofProcess() {
    String out = target(1);
    return new Console(
        // Buffered: reading a given number of bytes of a pipe, a FileInputStream asks for its
        // position.
        new BufferedInputStream(new FileInputStream(FileDescriptor.in)),
        new Output(new FileOutputStream(FileDescriptor.out)),
        new PrintWriter(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        System.getenv(),
        isTerminal(out),
        isTerminal(target(2)) && !out.startsWith("pipe:"),
        true);
  }

  static Console of(
      InputStream in, OutputStream out, OutputStream err, Map<String, String> environment) {
    return new Console(
        in,
        new Output(out),
        new PrintWriter(err, true, StandardCharsets.UTF_8),
        environment,
        false,
        false,
        false);
  }

  /** A line of talk. */
  void say(String text) {
    err.println(text);
  }

  /** What a person answers; null if there is nobody: the input is at its end. */
  @Nullable String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    int b = in.read();
    if (b < 0) {
      return null;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      line.append((char) b);
    }
    return line.toString().strip();
  }

  /** For what picocli prints by itself: help and version. */
  PrintWriter outWriter() {
    return new PrintWriter(
        new Writer() {
          @Override
          public void write(char[] text, int from, int length) {
            out.text(new String(text, from, length));
          }

          @Override
          public void flush() {
            out.flush();
          }

          @Override
          public void close() {
            out.flush();
          }
        });
  }

  /**
   * What a file descriptor stands for, in Linux's words; elsewhere unknown, so that nothing fancy
   * is done.
   */
  private static String target(int descriptor) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
    } catch (IOException | UnsupportedOperationException notLinux) {
      return "";
    }
  }

  private static boolean isTerminal(String target) {
    return target.startsWith("/dev/pts/")
        || target.startsWith("/dev/tty")
        || target.equals("/dev/console");
  }
}
