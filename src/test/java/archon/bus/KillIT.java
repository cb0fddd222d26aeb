package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL in the middle of publishing, again and again on the same directory. */
@Tag("soak")
final class KillIT {
  private static final int ROUNDS = Integer.getInteger("archon.test.kill-rounds", 20);
  private static final long SEED = 20_261_121;
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String SUBSCRIBER = "witness";

  /** As fast as it is acknowledged. */
  private static final String LOAD = "load 20000 kill.one kill.two kill/three";

  private final Ledger ledger = new Ledger();

  @TempDir Path directory;

  @Test
  void everyAcknowledgedEventIsThereOnceAndANamedSubscriberMissesNone() throws Exception {
    Random random = new Random(SEED);

    for (int round = 0; round < ROUNDS; round++) {
      runAndKillAfter(1 + random.nextInt(500));
    }

    try (OtherProcess last = started(new CountDownLatch(0));
        EventBus bus = EventBus.open(directory)) {
      Map<String, Long> lastSeqs = ledger.requireStored(bus);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(ledger.lastReceived(SUBSCRIBER)).isEqualTo(lastSeqs));
      assertThat(lastSeqs)
          .hasSize(3)
          .allSatisfy((topic, seq) -> assertThat(seq).isGreaterThan(ROUNDS));
    }
    assertThat(ledger.faults()).isEmpty();
    assertThat(directory.resolve("kill.one")).as("sealed segments").isNotEmptyDirectory();
  }

  private void runAndKillAfter(int acknowledgements) throws Exception {
    CountDownLatch acknowledged = new CountDownLatch(acknowledgements);
    try (OtherProcess process = started(acknowledged)) {
      process.order(LOAD);
      assertThat(acknowledged.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      process.kill();
    }
    ledger.killed(SUBSCRIBER);
  }

  /** In segments so small that they are sealed all the time. */
  private OtherProcess started(CountDownLatch acknowledged) throws IOException {
    OtherProcess process =
        OtherProcess.start(
            words -> {
              ledger.note(SUBSCRIBER, words);
              if (words[0].equals("ack")) {
                acknowledged.countDown();
              }
            });
    process.order("open %s archon.bus.journal.segment-bytes=16KiB".formatted(directory));
    process.order("subscribe %s >".formatted(SUBSCRIBER));
    return process;
  }
}
