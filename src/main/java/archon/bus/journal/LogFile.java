package archon.bus.journal;

import java.nio.file.Path;

/**
 * One of a log's own files.
 *
 * @param lines the file
 * @param blocks its block summary, derived
 * @param isSealed whether nothing is appended to it any more
 */
record LogFile(Path lines, Path blocks, boolean isSealed) {}
