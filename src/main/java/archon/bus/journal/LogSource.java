package archon.bus.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file and whose lines are looked for in it.
 *
 * @param topic tells the log's lines from others', null if the file holds no others
 * @param path the file
 * @param foreign whether the file belongs to another topic: only lines without journal members are
 *     the log's own then
 */
record LogSource(
    LogId log, @Nullable LogTopic topic, Path path, boolean foreign, Warnings warnings) {
  /** The log's own file. */
  static LogSource own(ReadContext context, LogPaths paths) {
    LogId log = paths.log();
    LogTopic topic = log.kind() == LogId.Kind.TOPIC ? new LogTopic(log.name()) : null;
    return new LogSource(log, topic, paths.lines(), false, context.warnings());
  }

  /** Another file of the log. */
  LogSource at(Path file) {
    return new LogSource(log, topic, file, foreign, warnings);
  }

  /** A file of another topic in which the predecessor kept lines of this one. */
  LogSource inForeign(Path file) {
    return new LogSource(log, topic, file, true, warnings);
  }
}
