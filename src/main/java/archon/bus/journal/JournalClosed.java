package archon.bus.journal;

import java.nio.file.Path;

/** The journal was closed. A retry needs a journal opened anew. */
public final class JournalClosed extends JournalException {
  private static final long serialVersionUID = 1L;

  JournalClosed(Path directory) {
    super(
        "journal in %s: expected it open but it was closed; open it again".formatted(directory),
        null);
  }
}
