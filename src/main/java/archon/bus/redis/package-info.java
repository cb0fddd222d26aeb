/**
 * Redis as sources, flows and sinks of Pekko Streams: channels, lists, streams and transactions. It
 * can be used without the bus.
 */
@NullMarked
package archon.bus.redis;

import org.jspecify.annotations.NullMarked;
