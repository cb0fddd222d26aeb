/**
 * What the bus carries: {@link archon.bus.event.Event}, its JSON form, topic names and topic
 * patterns.
 */
@NullMarked
package archon.bus.event;

import org.jspecify.annotations.NullMarked;
