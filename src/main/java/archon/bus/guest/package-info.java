/**
 * Several processes on one events directory: what a guest does in place of the node's topics, and
 * how the node serves its guests.
 */
@NullMarked
package archon.bus.guest;

import org.jspecify.annotations.NullMarked;
