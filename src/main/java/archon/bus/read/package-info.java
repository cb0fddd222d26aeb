/**
 * The read side: queries, catch-up and replay order over whatever stores the events. Plain Java,
 * blocking, no actors.
 */
@NullMarked
package archon.bus.read;

import org.jspecify.annotations.NullMarked;
