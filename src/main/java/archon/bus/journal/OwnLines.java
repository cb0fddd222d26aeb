package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;

/** Tells whether a file holds lines of one log only, so that it may go with them. */
final class OwnLines {
  private final ReadContext context;
  private final LogPaths paths;

  OwnLines(ReadContext context, LogPaths paths) {
    this.context = context;
    this.paths = paths;
  }

  /** Whether one of the log's own files holds nothing else; most cannot. */
  boolean fill(Path file) throws IOException {
    return !paths.mayHoldOthers() || fillForeign(file);
  }

  /** Whether another topic's file holds nothing else; false if it is missing. */
  boolean fillForeign(Path file) throws IOException {
    LogTopic topic = new LogTopic(paths.log().name());
    try (OwnFile own = OwnFile.open(context.disk(), file, context.maxLineBytes())) {
      RawLines lines = own.isMissing() ? null : new RawLines(own.file(), context.maxLineBytes(), 0);
      while (lines != null && lines.next(own.size())) {
        boolean blank = lines.from() == lines.to();
        if (!blank
            && (lines.isTooLong() || !topic.isOf(lines.buffer(), lines.from(), lines.to()))) {
          return false;
        }
      }
      return lines != null;
    }
  }
}
