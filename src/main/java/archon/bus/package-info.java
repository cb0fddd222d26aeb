/**
 * The face of the bus. {@link archon.bus.EventBus} is all that most programs need, with {@link
 * archon.bus.event.Event} to publish.
 */
@NullMarked
package archon.bus;

import org.jspecify.annotations.NullMarked;
