package archon.bus.journal;

import java.nio.file.Path;

/** What all that reads one directory shares. */
record ReadContext(
    Disk disk, Path directory, JournalSettings settings, LogEnds ends, Warnings warnings) {
  int maxLineBytes() {
    return settings.maxLineBytes();
  }
}
