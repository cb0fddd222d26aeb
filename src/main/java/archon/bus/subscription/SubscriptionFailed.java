package archon.bus.subscription;

import archon.bus.event.BusException;

/**
 * A subscription could not begin, or ended against its holder's will, for the reason its cause
 * tells. No event is lost to a named one: subscribing again resumes it, and events handled since
 * its position was last stored come again.
 */
public final class SubscriptionFailed extends BusException {
  private static final long serialVersionUID = 1L;

  SubscriptionFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
