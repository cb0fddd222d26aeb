package archon.bus.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReplayTimelineTest {
  private static final Instant START = Instant.parse("2026-04-16T12:00:00Z");
  private static final long SECOND = 1_000_000_000L;
  // A nanoTime that wraps round soon; no constant, as that would not compile.
  private static final long CLOCK = Long.valueOf(Long.MAX_VALUE) - SECOND;

  @Test
  void theFirstEventIsDueAtOnce() {
    ReplayTimeline timeline = ReplayTimeline.create(1);

    timeline.take(START, CLOCK);

    assertThat(timeline.delayNanos(CLOCK)).isZero();
  }

  @Test
  void anEventIsDueAfterItsGapDividedByTheSpeed() {
    ReplayTimeline timeline = ReplayTimeline.create(10);
    timeline.take(START, CLOCK);

    timeline.take(START.plusSeconds(20), CLOCK);

    assertThat(timeline.delayNanos(CLOCK)).isEqualTo(2 * SECOND);
    assertThat(timeline.delayNanos(CLOCK + SECOND)).isEqualTo(SECOND);
    assertThat(timeline.delayNanos(CLOCK + 3 * SECOND)).isZero();
  }

  @Test
  void slowCallbacksDoNotAddUp() {
    ReplayTimeline timeline = ReplayTimeline.create(1);
    long now = CLOCK;
    timeline.take(START, now);

    for (int i = 1; i <= 100; i++) {
      now += SECOND * 9 / 10; // what a callback took
      timeline.take(START.plusSeconds(i), now);
      now += timeline.delayNanos(now);
    }

    assertThat(now - CLOCK).isEqualTo(100 * SECOND);
  }

  @Test
  void whatBecameDueDuringALongCallbackIsDueAtOnceAndTheRestOnTime() {
    ReplayTimeline timeline = ReplayTimeline.create(1);
    timeline.take(START, CLOCK);
    long afterCallback = CLOCK + 5 * SECOND;

    timeline.take(START.plusSeconds(4), afterCallback);
    long late = timeline.delayNanos(afterCallback);
    timeline.take(START.plusSeconds(6), afterCallback);
    long early = timeline.delayNanos(afterCallback);

    assertThat(late).isZero();
    assertThat(early).isEqualTo(SECOND);
  }

  @Test
  void aMillionSmallGapsEndOnTime() {
    ReplayTimeline timeline = ReplayTimeline.create(3);

    for (int i = 0; i <= 1_000_000; i++) {
      timeline.take(START.plusNanos(i * 7_000L), CLOCK);
    }

    assertThat(timeline.delayNanos(CLOCK)).isCloseTo(7 * SECOND / 3, within(1L));
  }

  @Property(tries = 200)
  void dueTimesAreTheSumOfThePositiveGaps(
      @ForAll @Size(min = 1, max = 50) List<@IntRange(max = 1000) Integer> seconds) {
    ReplayTimeline timeline = ReplayTimeline.create(1);
    long expected = 0;

    for (int i = 0; i < seconds.size(); i++) {
      expected += i == 0 ? 0 : Math.max(0, seconds.get(i) - seconds.get(i - 1));
      timeline.take(START.plusSeconds(seconds.get(i)), CLOCK);
    }

    assertThat(timeline.delayNanos(CLOCK)).isEqualTo(expected * SECOND);
  }

  @Test
  void speedZeroNeverWaits() {
    ReplayTimeline timeline = ReplayTimeline.create(0);
    timeline.take(START, CLOCK);

    timeline.take(START.plus(Duration.ofDays(100_000)), CLOCK);

    assertThat(timeline.delayNanos(CLOCK)).isZero();
  }

  @Test
  void anotherSpeedTakesWhatIsLeftOfTheGapAtThatSpeed() {
    ReplayTimeline timeline = ReplayTimeline.create(1);
    timeline.take(START, CLOCK);
    timeline.take(START.plusSeconds(10), CLOCK);

    timeline.setSpeed(2, CLOCK + 4 * SECOND);

    assertThat(timeline.delayNanos(CLOCK + 4 * SECOND)).isEqualTo(3 * SECOND);
    assertThat(timeline.delayNanos(CLOCK + 7 * SECOND)).isZero();
  }

  @Test
  void slowingDownAfterAHurryKeepsTheGapsThatFollow() {
    ReplayTimeline timeline = ReplayTimeline.create(1e9);
    timeline.take(START, CLOCK);
    long later = CLOCK + 3600 * SECOND; // at this speed, 100 thousand years of events

    timeline.setSpeed(1, later);
    timeline.take(START.plusSeconds(2), later);

    assertThat(timeline.delayNanos(later)).isEqualTo(2 * SECOND);
  }

  @Test
  void pacingAfterAnUnpacedPartBeginsWithTheNextGap() {
    ReplayTimeline timeline = ReplayTimeline.create(0);
    timeline.take(START, CLOCK);
    timeline.take(START.plusSeconds(1000), CLOCK);

    timeline.setSpeed(1, CLOCK);
    timeline.take(START.plusSeconds(1003), CLOCK);

    assertThat(timeline.delayNanos(CLOCK)).isEqualTo(3 * SECOND);
  }

  @Test
  void aPauseStopsTheClockAndResumeWaitsForTheRest() {
    ReplayTimeline timeline = ReplayTimeline.create(1);
    timeline.take(START, CLOCK);
    timeline.take(START.plusSeconds(10), CLOCK);

    timeline.pause(CLOCK + 4 * SECOND);
    timeline.pause(CLOCK + 5 * SECOND);
    long paused = timeline.delayNanos(CLOCK + 1000 * SECOND);
    timeline.resume(CLOCK + 1000 * SECOND);
    timeline.resume(CLOCK + 1001 * SECOND);

    assertThat(paused).isEqualTo(Long.MAX_VALUE);
    assertThat(timeline.delayNanos(CLOCK + 1001 * SECOND)).isEqualTo(5 * SECOND);
  }

  @Test
  void theSpeedCanBeChangedWhilePaused() {
    ReplayTimeline timeline = ReplayTimeline.create(1);
    timeline.take(START, CLOCK);
    timeline.take(START.plusSeconds(10), CLOCK);

    timeline.pause(CLOCK + 4 * SECOND);
    timeline.setSpeed(3, CLOCK + 500 * SECOND);
    timeline.resume(CLOCK + 1000 * SECOND);

    assertThat(timeline.delayNanos(CLOCK + 1000 * SECOND)).isEqualTo(2 * SECOND);
  }

  @Test
  void aPauseBeforeTheFirstEventHoldsItBack() {
    ReplayTimeline timeline = ReplayTimeline.create(1);
    timeline.pause(CLOCK);
    timeline.take(START, CLOCK + SECOND);

    timeline.resume(CLOCK + 2 * SECOND);
    timeline.take(START.plusSeconds(1), CLOCK + 2 * SECOND);

    assertThat(timeline.delayNanos(CLOCK + 2 * SECOND)).isEqualTo(SECOND);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 1e-300, Double.MIN_VALUE})
  void aCrawlOverThousandsOfYearsIsFarAwayNotOverflown(double speed) {
    ReplayTimeline timeline = ReplayTimeline.create(speed);
    for (int i = 0; i < 100; i++) {
      timeline.take(Instant.parse("0001-01-01T00:00:00Z"), CLOCK);
      timeline.take(Instant.parse("9999-12-31T23:59:59Z"), CLOCK);
    }

    assertThat(timeline.delayNanos(CLOCK)).isEqualTo(Long.MAX_VALUE);
    timeline.setSpeed(1e300, CLOCK + SECOND);
    assertThat(timeline.delayNanos(CLOCK + SECOND)).isZero();
  }

  @Test
  void aGreatSpeedMakesYearsShort() {
    ReplayTimeline timeline = ReplayTimeline.create(1e9);
    timeline.take(START, CLOCK);

    timeline.take(START.plus(Duration.ofDays(365)), CLOCK);

    assertThat(timeline.delayNanos(CLOCK)).isEqualTo(31_536_000L);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, -0.001, Double.NaN, Double.POSITIVE_INFINITY})
  void aSpeedThatIsNoneIsRefused(double speed) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ReplayTimeline.create(speed))
        .withMessageContaining("replay speed: expected a number from 0");
  }
}
