package archon.bus.subscription;

import archon.bus.event.BusException;

/**
 * A request for a subscription breaks a rule, or does not fit what is stored under its name. Change
 * it before a retry.
 */
public final class SubscriptionRefused extends BusException {
  private static final long serialVersionUID = 1L;

  SubscriptionRefused(String message) {
    super(message);
  }
}
