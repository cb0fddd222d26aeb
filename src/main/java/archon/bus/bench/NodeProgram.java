package archon.bus.bench;

import archon.bus.EventBus;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A program that serves guests as it is told on its standard input: a line with a directory has it
 * open that, the line after it close it again. Whether it has is to be seen in the directory.
 */
public final class NodeProgram {
  private NodeProgram() {}

  public static void main(String[] arguments) throws IOException {
    try (BufferedReader told =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String directory = told.readLine(); directory != null; directory = told.readLine()) {
        try (EventBus held = EventBus.open(Path.of(directory))) {
          if (told.readLine() == null) {
            return;
          }
        }
      }
    }
  }
}
