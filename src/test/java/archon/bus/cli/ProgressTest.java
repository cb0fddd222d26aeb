package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private final StringWriter err = new StringWriter();

  @Test
  void countsOnATerminalAndClearsItsLine() {
    try (Progress progress = Progress.start(console(false, true), "reading")) {
      progress.count();
      progress.count();

      await().until(() -> err.toString().contains("reading … 2 events, "));
    }

    assertThat(err.toString()).endsWith("\r\u001b[K");
  }

  @Test
  void isSilentInAPipe() {
    try (Progress progress = Progress.start(console(false, false), "reading")) {
      progress.count();
    }

    assertThat(err.toString()).isEmpty();
  }

  @Test
  void makesWayForEventsOnTheSameTerminal() {
    try (Progress progress = Progress.start(console(true, true), "reading")) {
      progress.count();

      assertThat(err.toString()).isIn("", "\r\u001b[K");
    }
  }

  private Console console(boolean outIsTerminal, boolean showsProgress) {
    return new Console(
        InputStream.nullInputStream(),
        new Output(OutputStream.nullOutputStream()),
        new PrintWriter(err),
        Map.of(),
        outIsTerminal,
        showsProgress,
        false);
  }
}
