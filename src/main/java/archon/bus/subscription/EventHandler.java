package archon.bus.subscription;

import archon.bus.event.StoredEvent;

/**
 * Takes the events of a subscription, one at a time: a topic's in seq order, those of different
 * topics interleaved.
 *
 * <p>Called on a pool thread of the bus, not always the same one, and may block; what one call
 * wrote the next one sees. Being slow costs nothing but delay. Called from a subscription's own
 * callback, {@link Subscription#unsubscribe} must not be joined.
 */
@FunctionalInterface
public interface EventHandler {
  /**
   * Handles one event. It counts as handled once this returns. If it throws, it is called again as
   * often as the request's {@link Retries} say; then the failure is logged, the event counts as
   * handled and the next one comes.
   */
  void handle(StoredEvent event) throws Exception;
}
