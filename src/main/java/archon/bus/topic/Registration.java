package archon.bus.topic;

/** A subscriber's place among those that get pushes. */
public interface Registration {
  /**
   * Ends the pushes; those already under way may still arrive. Idempotent, safe from any thread.
   */
  void cancel();
}
