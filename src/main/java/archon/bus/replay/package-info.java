/**
 * Replays as Pekko Streams: events of the read side, each when it is due, with a control to stop,
 * pause and change the pace.
 */
@NullMarked
package archon.bus.replay;

import org.jspecify.annotations.NullMarked;
