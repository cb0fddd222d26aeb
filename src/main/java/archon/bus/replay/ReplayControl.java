package archon.bus.replay;

import java.util.concurrent.CompletionStage;

/**
 * Steers one running replay. Safe from any thread, never blocks; without effect once the replay has
 * ended.
 */
public interface ReplayControl {
  /**
   * Ends the replay at once, also in the middle of a gap, as if the last event had been emitted.
   */
  void stop();

  /**
   * Emits nothing more until {@link #resume}. What was already handed on is still processed
   * downstream.
   */
  void pause();

  /** Goes on where {@link #pause} stopped: what was left of the gap is still waited for. */
  void resume();

  /**
   * Goes on at another speed, from the event that is next.
   *
   * @param speed 1 is the pace at which the events happened, 10 is ten times faster; 0 means no
   *     waiting at all
   * @throws IllegalArgumentException if {@code speed} is negative or not finite
   */
  void setSpeed(double speed);

  /**
   * Completes with the number of events when the replay has ended: at its last event, by {@link
   * #stop}, or because downstream cancelled. Counted are the events emitted, or in the callback
   * form the callbacks that succeeded. Fails with what the reads, or the end of the actor system,
   * failed with.
   */
  CompletionStage<Long> completion();
}
