package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.journal.NodeDescriptor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Five processes at one directory, one of them killed again and again, mostly the node. */
@Tag("soak")
final class SharedDirectoryKillIT {
  private static final Duration TIME =
      Duration.ofSeconds(Integer.getInteger("archon.test.share-seconds", 30));
  private static final long SEED = 20_261_121;
  private static final int PROCESSES = 5;
  private static final int EVENTS_A_SECOND = 200; // of each process

  /** Ample: most of the machine is busy with starting processes. */
  private static final Duration NODE_TIMEOUT = Duration.ofSeconds(30);

  /** Files are sealed all the time, and what was stored before is known by looking only. */
  private static final String SETTINGS =
      "archon.bus.journal.segment-bytes=64KiB archon.bus.topic.idempotence-horizon=10"
          + " archon.bus.node.timeout=30s archon.bus.lock-wait=30s";

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Random random = new Random(SEED);
  private final Ledger ledger = new Ledger();
  private final Pauses pauses = new Pauses();
  private final List<OtherProcess> processes = new ArrayList<>();

  @TempDir Path directory;

  @AfterEach
  void end() {
    processes.forEach(OtherProcess::close);
  }

  @Test
  void everyAcknowledgedEventIsStoredOnceAndEverySubscriberSeesAllInOrder() throws Exception {
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(started(name(i)));
    }
    await().atMost(PATIENCE).until(() -> ledger.countAcknowledged() > EVENTS_A_SECOND);

    killForSomeTime();
    processes.forEach(process -> process.order("quiet"));
    processes.forEach(process -> assertThat(process.answer()).isEqualTo("quiet"));

    Map<String, Long> lastSeqs = lastSeqsStored();
    for (int i = 0; i < PROCESSES; i++) {
      String name = name(i);
      await(name)
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(ledger.lastReceived(name)).isEqualTo(lastSeqs));
    }
    processes.forEach(process -> assertThat(process.ask("close")).isEqualTo("close"));
    assertThat(ledger.faults()).isEmpty();
    System.out.println("from the node's death to the next answered publish: " + pauses);
    assertThat(pauses.worst()).isLessThan(NODE_TIMEOUT);
  }

  private OtherProcess started(String name) throws IOException {
    OtherProcess process = OtherProcess.start(words -> note(name, words));
    process.order("open %s %s".formatted(directory, SETTINGS));
    process.order("subscribe %s >".formatted(name));
    process.order("load %d shared.one shared.two shared/three".formatted(EVENTS_A_SECOND));
    return process;
  }

  private static String name(int process) {
    return "subscriber-" + process;
  }

  private void note(String name, String[] words) {
    ledger.note(name, words);
    if (words[0].equals("ack")) {
      pauses.acknowledged(Long.parseLong(words[4]), Long.parseLong(words[5]));
    }
  }

  private void killForSomeTime() throws Exception {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    long end = System.nanoTime() + TIME.toNanos();
    try {
      while (System.nanoTime() < end) {
        int millis = 500 + random.nextInt(1_500);
        clock.schedule(this::killOne, millis, TimeUnit.MILLISECONDS).get();
      }
    } finally {
      clock.shutdown();
    }
  }

  private @Nullable Void killOne() throws IOException {
    int node = node();
    int victim = node >= 0 && random.nextBoolean() ? node : random.nextInt(PROCESSES);
    if (!canTakeOver(victim)) {
      return null; // on a machine that is slow to start them nobody would be left
    }
    long killed = System.currentTimeMillis();
    processes.get(victim).kill();
    if (victim == node) {
      pauses.nodeKilled(killed, System.currentTimeMillis());
    }
    ledger.killed(name(victim));
    processes.set(victim, started(name(victim)));
    return null;
  }

  /** Whether two others are open by now: one to be the node, one its guest. */
  private boolean canTakeOver(int victim) {
    return processes.stream()
            .filter(process -> process != processes.get(victim) && process.hasAnswered())
            .count()
        >= 2;
  }

  /** The one that node.json names, -1 if that is none of them. */
  private int node() {
    NodeDescriptor node = NodeDescriptor.of(directory);
    return node == null
        ? -1
        : processes.stream().map(OtherProcess::pid).toList().indexOf(node.pid());
  }

  private Map<String, Long> lastSeqsStored() {
    try (EventBus bus = EventBus.open(directory)) {
      return ledger.requireStored(bus);
    }
  }
}
