/**
 * A process at an events directory: its seat there, as node or as guest, and the parts of the bus
 * wired for it. {@link archon.bus.EventBus} is a handle on a {@link archon.bus.member.Member}.
 */
@NullMarked
package archon.bus.member;

import org.jspecify.annotations.NullMarked;
