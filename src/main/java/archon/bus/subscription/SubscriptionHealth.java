package archon.bus.subscription;

import java.util.Map;
import java.util.Optional;

/**
 * What a live subscription is struggling with; all of it is retried until it works.
 *
 * @param failingTopics topics that cannot be read at present, with the reason; the others go on
 * @param positionFailure why positions could not be stored when last tried. Once {@code
 *     archon.bus.subscription.position-max-unsaved} events wait for it, no further ones are
 *     delivered
 */
public record SubscriptionHealth(
    Map<String, Throwable> failingTopics, Optional<Throwable> positionFailure) {
  static final SubscriptionHealth GOOD = new SubscriptionHealth(Map.of(), Optional.empty());

  public SubscriptionHealth {
    failingTopics = Map.copyOf(failingTopics);
  }

  public boolean isGood() {
    return failingTopics.isEmpty() && positionFailure.isEmpty();
  }
}
