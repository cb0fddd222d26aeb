/** Topics: one event-sourced actor each, fed by a bounded queue; the only writers of the bus. */
@NullMarked
package archon.bus.topic;

import org.jspecify.annotations.NullMarked;
