package archon.bus.subscription;

import java.time.Duration;

/** Waits that double from {@code min} to {@code max}. */
record Backoff(Duration min, Duration max) {
  /** How long to wait after this many failures in a row, from 1. */
  Duration after(int failures) {
    Duration wait = min;
    for (int i = 1; i < failures && wait.compareTo(max) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    return wait.compareTo(max) < 0 ? wait : max;
  }
}
