package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Does damage to files, and tells what of it is found. */
public final class Damage {
  private Damage() {}

  public static void flipBit(Path file, long byteOffset) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) byteOffset] ^= 1;
    Files.write(file, bytes);
  }

  /** Where line {@code line} of a file begins, counted from 1. */
  public static int startOfLine(Path file, int line) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = 0;
    for (int seen = 1; seen < line; at++) {
      seen += bytes[at] == '\n' ? 1 : 0;
    }
    return at;
  }

  /** What a verification takes for damage. */
  public static List<Finding> foundIn(Path directory, JournalSettings settings) {
    return allFindingsIn(directory, settings).stream().filter(Finding::isDamage).toList();
  }

  /** All that a verification tells. */
  static List<Finding> allFindingsIn(Path directory, JournalSettings settings) {
    List<Finding> findings = new ArrayList<>();
    Verification.of(directory, settings).all(findings::add, lines -> {});
    return findings;
  }
}
