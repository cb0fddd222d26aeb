package archon.bus.subscription;

import archon.bus.event.BusException;

/**
 * A named subscription is held by somebody else. A retry is safe and succeeds once the holder has
 * unsubscribed.
 */
public final class SubscriptionNameTaken extends BusException {
  private static final long serialVersionUID = 1L;

  private final String name;

  public SubscriptionNameTaken(String name) {
    super(
        "subscription \"%s\": expected a free name but it has a live holder; unsubscribe that one first or choose another name"
            .formatted(name));
    this.name = name;
  }

  /** The name that is taken. */
  public String name() {
    return name;
  }
}
