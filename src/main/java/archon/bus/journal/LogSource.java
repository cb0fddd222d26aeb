package archon.bus.journal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file and whose lines are looked for in it.
 *
 * @param topic tells the log's lines from others', null if the file holds no others
 */
record LogSource(LogId log, @Nullable LogTopic topic, Path path, Warnings warnings) {}
