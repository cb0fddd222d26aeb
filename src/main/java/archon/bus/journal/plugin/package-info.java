/**
 * The journal as Pekko Persistence plugins: write journal and snapshot store; the only place that
 * sees Scala types.
 */
@NullMarked
package archon.bus.journal.plugin;

import org.jspecify.annotations.NullMarked;
