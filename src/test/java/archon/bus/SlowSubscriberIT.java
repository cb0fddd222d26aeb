package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with what a slow subscriber has not read yet. */
final class SlowSubscriberIT {
  private static final int EVENTS = 1_000_000;

  @TempDir Path directory;

  @Test
  void getsEveryEventInOrderThoughTheyAreManyTimesTheHeap()
      throws IOException, InterruptedException {
    Process process =
        TestJvm.start(SlowSubscriberProcess.class, List.of("-Xmx128m"), directory, EVENTS);

    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(told).isEqualToIgnoringNewLines("received " + EVENTS);
  }
}
