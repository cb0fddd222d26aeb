package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Longer lives of several logs, drawn from seeds, each with several power cuts: {@code
 * -Darchon.test.power-cut-seeds=100000} tries as many.
 */
@Tag("soak")
@ExtendWith(QuietLog.class)
final class PowerCutIT {
  private static final int SEEDS = Integer.getInteger("archon.test.power-cut-seeds", 150);
  private static final int LIVES = 6;
  private static final int MOST_OPERATIONS = 80;
  private static final List<LogId> LOGS =
      List.of(LogId.topic("orders"), LogId.topic("a/b"), LogId.entity("account|42"));

  @Test
  void whatWasAcknowledgedOutlivesAnyNumberOfPowerCuts() {
    int cuts = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      cuts += liveAndDie(seed);
    }

    assertThat(cuts).isEqualTo(SEEDS * LIVES);
  }

  private static int liveAndDie(long seed) {
    Random random = new Random(seed);
    ModelNode node = ModelNode.onNewDisk(ModelNode.sealingAt(4_096 << random.nextInt(8)));
    int cuts = 0;
    for (int life = 1; life <= LIVES; life++) {
      node.disk().cutPowerAt(1 + random.nextInt(MOST_OPERATIONS));
      try {
        while (true) {
          step(node, random);
        }
      } catch (PowerCut e) {
        cuts++;
        node = node.next(node.disk().afterPowerCut(Survivors.mixture(random)));
        node.logs().forEach(node::lookBeforeRecovery);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed %d, life %d".formatted(seed, life), e);
      }
    }
    PowerCuts.check(node, "seed %d, after its last life".formatted(seed));
    return cuts;
  }

  private static void step(ModelNode node, Random random) {
    LogId log = LOGS.get(random.nextInt(LOGS.size()));
    if (!node.isOpen(log)) {
      node.open(log);
      return;
    }
    switch (random.nextInt(10)) {
      case 0 -> node.release(log);
      case 1 -> node.deleteTo(log, random.nextLong(node.state(log).highestFact() + 1));
      case 2 -> node.deleteTo(log, node.state(log).highestFact());
      case 3 -> node.lookFromOutside(log);
      case 4 -> node.append(log, random.nextInt(BlockBuilder.BLOCK_BYTES), 1);
      default -> node.append(log, random.nextInt(300), lines(log, random));
    }
  }

  private static int lines(LogId log, Random random) {
    return log.kind() == LogId.Kind.TOPIC ? 1 + random.nextInt(4) : 1;
  }
}
