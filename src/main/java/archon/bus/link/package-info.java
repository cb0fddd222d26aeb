/**
 * The link between the process that holds an events directory, its node, and the others, its
 * guests: frames over TCP on this machine. Plain Java, no actors; what a publish or a topic means
 * is for others.
 */
@NullMarked
package archon.bus.link;

import org.jspecify.annotations.NullMarked;
