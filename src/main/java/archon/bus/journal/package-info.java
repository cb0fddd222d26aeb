/**
 * Journals as files of JSON Lines: appended by one process, read by any, checked line by line.
 * Plain Java, no actors.
 */
@NullMarked
package archon.bus.journal;

import org.jspecify.annotations.NullMarked;
