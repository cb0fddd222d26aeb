package archon.bus.subscription;

/**
 * How much a subscription holds in memory at most, beyond which it drops pushes and reads the
 * journal later.
 *
 * @param maxEvents events, at least 1
 * @param maxBytes size of their encoded form in bytes, at least 1; a single larger event is still
 *     held, alone
 */
public record WindowLimit(int maxEvents, long maxBytes) {
  public WindowLimit {
    if (maxEvents < 1 || maxBytes < 1) {
      throw new SubscriptionRefused(
          "window of a subscription: expected at least 1 event and 1 byte but found %d events and %d bytes"
              .formatted(maxEvents, maxBytes));
    }
  }
}
