package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the power at every operation of what is done with some logs, and recovers from whatever may
 * be found then. {@link ModelNode} checks what is there: all that was acknowledged, dense, once,
 * and nothing else; and no power cut passes for damage.
 */
final class PowerCuts {
  private final Steps steps;
  private final JournalSettings settings;
  private final int operations;
  private final Random random = new Random(20_260_416);
  private final Set<Object> checked = new HashSet<>();
  private final Set<Object> cutFrom = new HashSet<>();

  /** What is done. */
  interface Steps {
    void run(ModelNode node);
  }

  /** Chooses the disks that are found after a power cut. */
  private interface Outcomes {
    Collection<ModelDisk> of(ModelDisk disk, Random random);
  }

  private PowerCuts(Steps steps, JournalSettings settings) {
    this.steps = steps;
    this.settings = settings;
    ModelNode undisturbed = ModelNode.onNewDisk(settings);
    steps.run(undisturbed);
    this.operations = undisturbed.disk().operations();
  }

  static PowerCuts of(Steps steps, JournalSettings settings) {
    return new PowerCuts(steps, settings);
  }

  /** How many operations the steps take. */
  int operations() {
    return operations;
  }

  /** From which of the disks that were found the power is cut again, during recovery. */
  enum Again {
    FROM_NONE,
    /** From few disks of each cut, with few outcomes. */
    FROM_SOME,
    /** From all of them, with as many outcomes. */
    FROM_ALL
  }

  /** Returns how many recoveries, from different disks each, were checked. */
  int checkEveryOperation(Again again) {
    for (int cut = 1; cut <= operations + 1; cut++) {
      ModelNode node = ModelNode.onNewDisk(settings);
      cutAt(cut, node, steps);
      String what = "power cut at operation %d of %d".formatted(cut, operations);
      for (ModelDisk found : Survivors.all(node.disk(), random)) {
        checkFound(node.next(found), again == Again.FROM_ALL ? Survivors::all : null, what);
      }
      for (ModelDisk found : Survivors.few(node.disk(), random)) {
        checkFound(node.next(found), again == Again.FROM_SOME ? Survivors::few : null, what);
      }
    }
    return checked.size();
  }

  private void checkFound(ModelNode found, @Nullable Outcomes outcomesAgain, String what) {
    if (outcomesAgain == null) {
      checkOnce(found, what);
    } else if (cutFrom.add(found.fingerprint())) {
      ModelNode undisturbed = found.next(found.disk().copy());
      check(undisturbed, what);
      checkCuts(found, undisturbed.disk().operations(), outcomesAgain, what);
    }
  }

  private void checkOnce(ModelNode found, String what) {
    if (checked.add(found.fingerprint())) {
      check(found, what);
    }
  }

  private void checkCuts(
      ModelNode recovering, int recoveryOperations, Outcomes outcomes, String what) {
    for (int cut = 1; cut <= recoveryOperations; cut++) {
      ModelNode node = recovering.next(recovering.disk().copy());
      cutAt(cut, node, PowerCuts::use);
      String then = what + ", then at operation %d of the recovery".formatted(cut);
      for (ModelDisk found : outcomes.of(node.disk(), random)) {
        checkOnce(node.next(found), then);
      }
    }
  }

  private static void cutAt(int operation, ModelNode node, Steps steps) {
    node.disk().cutPowerAt(operation);
    try {
      steps.run(node);
      node.disk().cutPower();
    } catch (PowerCut e) {
      assertThat(node.disk().isDead()).isTrue();
    }
  }

  static void check(ModelNode node, String what) {
    try {
      node.logs().forEach(node::lookBeforeRecovery);
      use(node);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError(what, e);
    }
  }

  /** Recovers and appends to each log, and opens it again after an orderly stop. */
  private static void use(ModelNode node) {
    for (LogId log : node.logs()) {
      node.open(log);
      node.append(log, 10, 2);
      node.lookFromOutside(log);
      node.release(log);
      node.open(log);
      node.release(log);
    }
  }
}
