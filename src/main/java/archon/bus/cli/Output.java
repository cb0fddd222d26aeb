package archon.bus.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Standard output: lines in UTF-8 whatever the locale, buffered until {@link #flush}. A failed
 * write is {@link OutputFailed}. Safe from any thread.
 */
final class Output {
  private static final int BUFFER_BYTES = 1 << 16;

  private final OutputStream stream;

  Output(OutputStream stream) {
    this.stream = new BufferedOutputStream(stream, BUFFER_BYTES);
  }

  void line(String text) {
    line(text.getBytes(StandardCharsets.UTF_8));
  }

  synchronized void line(byte[] utf8) {
    try {
      stream.write(utf8);
      stream.write('\n');
    } catch (IOException e) {
      throw new OutputFailed(e);
    }
  }

  synchronized void text(String text) {
    try {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new OutputFailed(e);
    }
  }

  synchronized void flush() {
    try {
      stream.flush();
    } catch (IOException e) {
      throw new OutputFailed(e);
    }
  }
}
