package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Cuts the power at every operation of small workloads, and again at every operation of the
 * recovery.
 */
@ExtendWith(QuietLog.class)
final class PowerCutTest {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final LogId OTHERS = LogId.topic("a/b");
  private static final LogId ACCOUNT = LogId.entity("account|42");

  record Workload(String name, PowerCuts.Steps steps) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Workload> workloads() {
    return Stream.of(
        new Workload("first appends", PowerCutTest::firstAppends),
        new Workload("first group of several sectors", PowerCutTest::firstGroupOfSeveralSectors),
        new Workload("release and open again", PowerCutTest::releaseAndOpenAgain),
        new Workload("clear and go on", PowerCutTest::clearAndGoOn),
        new Workload("delete some", PowerCutTest::deleteSome),
        new Workload("another persistent actor", PowerCutTest::anotherPersistentActor));
  }

  private static void firstAppends(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, 10, 1);
    node.append(ORDERS, 10, 3);
    node.append(ORDERS, 300, 2);
  }

  private static void firstGroupOfSeveralSectors(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, 300, 4);
    node.append(ORDERS, 10, 1);
  }

  private static void releaseAndOpenAgain(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, 10, 2);
    node.release(ORDERS);
    node.open(ORDERS);
    node.append(ORDERS, 10, 1);
    node.release(ORDERS);
  }

  private static void clearAndGoOn(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, 10, 2);
    node.deleteTo(ORDERS, 1);
    node.append(ORDERS, 10, 1);
    node.deleteTo(ORDERS, 2);
    node.release(ORDERS);
    node.open(ORDERS);
    node.append(ORDERS, 10, 1);
  }

  private static void deleteSome(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, 10, 1);
    node.append(ORDERS, 10, 2);
    node.deleteTo(ORDERS, 1);
    node.append(ORDERS, 10, 1);
    node.deleteTo(ORDERS, 2);
  }

  private static void twoTopics(ModelNode node) {
    node.open(ORDERS);
    node.open(OTHERS);
    node.append(ORDERS, 10, 2);
    node.append(OTHERS, 10, 1);
    node.append(ORDERS, 10, 1);
    node.deleteTo(ORDERS, 1);
    node.append(OTHERS, 10, 1);
  }

  private static void anotherPersistentActor(ModelNode node) {
    node.open(ACCOUNT);
    node.append(ACCOUNT, 10, 1);
    node.append(ACCOUNT, 10, 1);
    node.deleteTo(ACCOUNT, 1);
    node.append(ACCOUNT, 10, 1);
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void whatWasAcknowledgedIsThereWhereverThePowerIsCut(Workload workload) {
    PowerCuts cuts = PowerCuts.of(workload.steps(), JournalSettings.DEFAULT);

    int recoveries = cuts.checkEveryOperation(PowerCuts.Again.FROM_ALL);

    assertThat(recoveries).isGreaterThan(cuts.operations());
  }

  @ParameterizedTest
  @MethodSource("larger")
  void whatWasAcknowledgedIsThereAfterOnePowerCut(Workload workload) {
    PowerCuts cuts = PowerCuts.of(workload.steps(), JournalSettings.DEFAULT);

    int recoveries = cuts.checkEveryOperation(PowerCuts.Again.FROM_NONE);

    assertThat(recoveries).isGreaterThan(cuts.operations());
  }

  @ParameterizedTest
  @MethodSource("sealing")
  void whatWasAcknowledgedIsThereWhereverAFileIsSealed(Workload workload) {
    PowerCuts cuts = PowerCuts.of(workload.steps(), ModelNode.sealingAt(400));

    int recoveries = cuts.checkEveryOperation(PowerCuts.Again.FROM_SOME);

    assertThat(recoveries).isGreaterThan(cuts.operations());
  }

  @ParameterizedTest
  @MethodSource("unsynced")
  void whatIsLeftOfUnsyncedAppendsIsTheirBeginning(Workload workload) {
    PowerCuts cuts = PowerCuts.of(workload.steps(), ModelNode.syncing(SyncPolicy.OS, 1_000));

    int recoveries = cuts.checkEveryOperation(PowerCuts.Again.FROM_SOME);

    assertThat(recoveries).isGreaterThan(cuts.operations());
  }

  static Stream<Workload> unsynced() {
    return Stream.of(
        new Workload("unsynced appends", PowerCutTest::firstAppends),
        new Workload("unsynced and released", PowerCutTest::releaseAndOpenAgain),
        new Workload("unsynced and deleted", PowerCutTest::deleteSome),
        new Workload("unsynced and sealed", PowerCutTest::appendsInTwoFiles),
        new Workload("unsynced entity", PowerCutTest::anotherPersistentActor));
  }

  private static void appendsInTwoFiles(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, 300, 1);
    node.append(ORDERS, 300, 1);
    node.append(ORDERS, 300, 1);
    node.append(ORDERS, 300, 1);
  }

  static Stream<Workload> sealing() {
    return Stream.of(
        new Workload("one file sealed", PowerCutTest::oneFileSealed),
        new Workload("every append sealed", PowerCutTest::everyAppendSealed),
        new Workload("sealed files deleted", PowerCutTest::sealedFilesDeleted),
        new Workload("all cleared", PowerCutTest::sealedFilesCleared));
  }

  private static void oneFileSealed(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, 10, 1);
    node.append(ORDERS, 10, 2);
    node.append(ORDERS, 10, 1);
  }

  private static void everyAppendSealed(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, 400, 1);
    node.release(ORDERS);
    node.open(ORDERS);
    node.append(ORDERS, 200, 2);
  }

  private static void sealedFilesDeleted(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, 400, 1);
    node.append(ORDERS, 400, 1);
    node.append(ORDERS, 10, 1);
    node.deleteTo(ORDERS, 1);
    node.deleteTo(ORDERS, 2);
    node.append(ORDERS, 10, 1);
  }

  private static void sealedFilesCleared(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, 400, 1);
    node.append(ORDERS, 10, 1);
    node.deleteTo(ORDERS, 2);
    node.append(ORDERS, 400, 1);
    node.deleteTo(ORDERS, 3);
  }

  static Stream<Workload> larger() {
    return Stream.of(
        new Workload(
            "a group of lines of an entity",
            n -> {
              n.open(ACCOUNT);
              n.append(ACCOUNT, 300, 1);
              n.append(ACCOUNT, 300, 3);
            }),
        new Workload(
            "several single groups of an entity",
            n -> {
              n.open(ACCOUNT);
              n.append(ACCOUNT, 300, 1);
              n.append(ACCOUNT, 300, 1, 1, 1);
            }),
        new Workload(
            "several groups of a topic",
            n -> {
              n.open(ORDERS);
              n.append(ORDERS, 300, 1);
              n.append(ORDERS, 300, 2, 1);
            }),
        new Workload("two topics", PowerCutTest::twoTopics),
        new Workload("a block and a line", PowerCutTest::aBlockAndALine),
        new Workload("blocks of two files", PowerCutTest::blocksOfTwoFiles));
  }

  private static void aBlockAndALine(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, BlockBuilder.BLOCK_BYTES / 2, 2);
    node.append(ORDERS, 10, 1);
    node.release(ORDERS);
    node.open(ORDERS);
    node.append(ORDERS, BlockBuilder.BLOCK_BYTES, 1);
  }

  private static void blocksOfTwoFiles(ModelNode node) {
    node.open(ORDERS);
    node.append(ORDERS, BlockBuilder.BLOCK_BYTES, 1);
    node.deleteTo(ORDERS, 1);
    node.append(ORDERS, BlockBuilder.BLOCK_BYTES, 1);
  }
}
