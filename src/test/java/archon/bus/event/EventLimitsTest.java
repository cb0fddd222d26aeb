package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bounds of the bounds. */
final class EventLimitsTest {
  @ParameterizedTest
  @CsvSource({"1024, 1", "67108864, 1000"})
  void takesTheSmallestAndTheLargest(int maxEventBytes, int maxDepth) {
    EventLimits limits = new EventLimits(maxEventBytes, maxDepth);

    assertThat(limits.maxEventBytes()).isEqualTo(maxEventBytes);
    assertThat(limits.maxDepth()).isEqualTo(maxDepth);
  }

  @ParameterizedTest
  @CsvSource({
    "1023, 100, max-event-bytes: expected 1 KiB to 64 MiB but found 1023 bytes",
    "67108865, 100, max-event-bytes: expected 1 KiB to 64 MiB but found 67108865 bytes",
    "2000, 0, max-depth: expected 1 to 1000 levels but found 0",
    "2000, 1001, max-depth: expected 1 to 1000 levels but found 1001"
  })
  void refusesWhatIsNextToThemAndNamesTheSetting(
      int maxEventBytes, int maxDepth, String complaint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new EventLimits(maxEventBytes, maxDepth))
        .withMessage("archon.bus.limits." + complaint);
  }
}
