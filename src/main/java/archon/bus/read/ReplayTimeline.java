package archon.bus.read;

import archon.bus.event.Timestamps;
import java.time.Instant;

/**
 * When each event of a replay is due. The replay has a position that each event moves on by its
 * distance from the one before it; an event earlier than the one before it does not move it. An
 * event is due at the start plus its position divided by the speed: due times hang on the start
 * alone, so that slow callbacks, late timers and many small gaps never add up.
 *
 * <p>Changing the speed, pausing and resuming start anew from the event that is next: its remaining
 * wait is taken at the new speed, and lateness that had built up before is forgiven. Pure: the
 * caller tells the time. Not thread-safe.
 */
public final class ReplayTimeline {
  private static final double NANOS_PER_MICRO = 1_000.0;

  private double speed;
  private boolean started;
  private boolean paused;
  private long anchorNanos; // when the replay was started, or last started anew
  private long positionMicros; // of the last event taken, counted from the anchor; never negative
  private long previousMicros;

  private ReplayTimeline(double speed) {
    this.speed = requireSpeed(speed);
  }

  /**
   * A timeline that starts when its first event is taken.
   *
   * @param speed 1 is the pace at which the events happened, 10 is ten times faster; 0 means no
   *     waiting at all
   * @throws IllegalArgumentException if {@code speed} is negative or not finite
   */
  public static ReplayTimeline create(double speed) {
    return new ReplayTimeline(speed);
  }

  /**
   * {@code speed} if a replay can run at it. Throws {@link IllegalArgumentException} if it is
   * negative or not finite.
   */
  public static double requireSpeed(double speed) {
    if (!(speed >= 0) || Double.isInfinite(speed)) {
      throw new IllegalArgumentException(
          "replay speed: expected a number from 0 (no waiting) up, such as 1 or 0.5, but found "
              + speed);
    }
    return speed;
  }

  /**
   * Takes the next event, in the order of the replay. {@code nowNanos} is a reading of {@link
   * System#nanoTime} or a like clock.
   */
  public void take(Instant timestamp, long nowNanos) {
    long micros = Timestamps.epochMicros(timestamp);
    if (!started) {
      started = true;
      anchorNanos = nowNanos;
    } else if (micros > previousMicros) {
      positionMicros = saturatedSum(positionMicros, micros - previousMicros);
    }
    previousMicros = micros;
  }

  /**
   * Nanoseconds until the event last taken is due; 0 if it is due or late, {@link Long#MAX_VALUE}
   * while paused and for whatever lies further away than a long can tell (292 years): ask again
   * then.
   */
  public long delayNanos(long nowNanos) {
    if (paused) {
      return Long.MAX_VALUE;
    }
    if (speed == 0) {
      return 0;
    }
    long neededNanos = (long) (positionMicros * NANOS_PER_MICRO / speed); // a cast saturates
    return Math.max(0, neededNanos - elapsedNanos(nowNanos));
  }

  /** Goes on at another speed; allowed while paused. */
  public void setSpeed(double newSpeed, long nowNanos) {
    requireSpeed(newSpeed);
    if (!paused) {
      startAnew(nowNanos);
    }
    speed = newSpeed;
  }

  /**
   * Stops the clock of the replay; nothing is due until {@link #resume}. A second pause changes
   * nothing.
   */
  public void pause(long nowNanos) {
    if (!paused) {
      startAnew(nowNanos);
      paused = true;
    }
  }

  /** Lets the clock of the replay go on from where {@link #pause} stopped it. */
  public void resume(long nowNanos) {
    if (paused) {
      paused = false;
      anchorNanos = nowNanos;
    }
  }

  private void startAnew(long nowNanos) {
    if (!started) {
      return;
    }
    long playedMicros = (long) (elapsedNanos(nowNanos) * speed / NANOS_PER_MICRO);
    // Unpaced, the event last taken has been due since it was taken.
    positionMicros = speed == 0 ? 0 : Math.max(0, positionMicros - playedMicros);
    anchorNanos = nowNanos;
  }

  private long elapsedNanos(long nowNanos) {
    return Math.max(0, nowNanos - anchorNanos);
  }

  private static long saturatedSum(long position, long gap) {
    long sum = position + gap;
    return sum < 0 ? Long.MAX_VALUE : sum;
  }
}
