package archon.bus.subscription;

import java.util.concurrent.CompletionStage;

/** Takes what a subscription hands out. */
interface BatchHandler {
  /**
   * Handles events from {@code handOver.done()} on and moves that along. Never blocks; the next
   * call comes once the stage has completed. The stage fails only for a bug.
   *
   * @param attempt how often the first of them has failed so far
   */
  CompletionStage<Outcome> handle(HandOver handOver, int attempt);

  /**
   * Ends a hand-over under way at the next event boundary, and later ones at once. Any thread;
   * idempotent.
   */
  void stop();

  /**
   * How a hand-over ended.
   *
   * @param retryAttempt 0 if it is over, else how often its next event has failed by now and is to
   *     be tried again
   */
  record Outcome(int retryAttempt) {
    static final Outcome OVER = new Outcome(0);
  }
}
