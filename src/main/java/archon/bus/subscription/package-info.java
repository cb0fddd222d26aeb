/**
 * Subscriptions: an actor each that joins pushes and journal reads into every event, in order, to a
 * callback or a stream.
 */
@NullMarked
package archon.bus.subscription;

import org.jspecify.annotations.NullMarked;
