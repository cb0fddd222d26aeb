package archon.bus.journal;

import archon.bus.TestJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Another process: opens a directory, says so, and holds it until its input ends. */
public final class DirectoryHolder {
  private DirectoryHolder() {}

  @SuppressWarnings("SystemOut") // a program of its own: its output is how it speaks to the test
  public static void main(String[] args) throws IOException {
    try (Journal journal = Journal.open(Path.of(args[0]), JournalSettings.DEFAULT)) {
      System.out.println("holding " + journal.directory());
      System.in.read();
    }
  }

  /** Starts one; returns when it holds the directory. */
  public static Process start(Path directory) throws IOException {
    Process process =
        TestJvm.of(DirectoryHolder.class, List.of(), directory)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null && !line.startsWith("holding"); ) {
      line = out.readLine();
    }
    return process;
  }
}
