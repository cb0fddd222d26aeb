package archon.bus.read;

import archon.bus.journal.Block;
import archon.bus.journal.BlockRun;
import archon.bus.journal.EventKey;
import archon.bus.journal.LogBounds;
import archon.bus.journal.LogContent;
import java.util.List;

/**
 * Chooses the blocks of a topic that a query must read. Nobody knows the times and keys of lines
 * that are missing, so each query tells of them, whichever blocks it reads.
 */
final class BlockChoice {
  private final BlockSource source;
  private final DamageReport damage;

  BlockChoice(BlockSource source, DamageReport damage) {
    this.source = source;
    this.damage = damage;
  }

  /** Runs of blocks that may hold events within {@code times}, in seq order. */
  List<BlockRun> within(String topic, TimeRange times) {
    return runs(topic).stream().filter(times::overlaps).toList();
  }

  /** Runs of blocks among which are all that may hold events a filter wants, in seq order. */
  List<BlockRun> wantedBy(String topic, HistoryFilter filter) {
    List<BlockRun> within = within(topic, filter.times());
    if (filter.keys().isEmpty()) {
      return within;
    }
    List<Block> wanted =
        within.stream()
            .filter(run -> filter.keys().stream().allMatch(key -> source.mayHold(topic, run, key)))
            .flatMap(run -> source.blocks(topic, run, damage).stream())
            .filter(filter.times()::overlaps)
            .toList();
    for (EventKey key : filter.keys()) {
      wanted = source.mayHold(topic, wanted, key);
    }
    return wanted.isEmpty() ? List.of() : List.of(BlockRun.of(wanted));
  }

  private List<BlockRun> runs(String topic) {
    LogContent content = source.content(topic);
    LogBounds bounds = content.bounds();
    long expectedSeq = bounds.firstSeq();
    long checkFrom = expectedSeq;
    for (BlockRun run : content.runs()) {
      // Going through a run that is dense tells nothing more.
      for (BlockRun part : run.isDense() ? List.of(run) : singles(run)) {
        if (part.firstSeq() > expectedSeq) {
          source.check(topic, checkFrom, part.firstSeq(), damage);
        }
        // What is missing before the next block may have stood in this one.
        checkFrom = Math.max(bounds.firstSeq(), lastBlockSeq(part));
        expectedSeq = Math.max(expectedSeq, part.lastSeq() + 1);
      }
    }
    if (bounds.highestSeq() >= expectedSeq) {
      source.check(topic, checkFrom, bounds.highestSeq(), damage);
    }
    return content.runs();
  }

  private static List<BlockRun> singles(BlockRun run) {
    return run.blocks().stream().map(block -> BlockRun.of(List.of(block))).toList();
  }

  /** Nothing is missing behind a run that is known without having been opened. */
  private static long lastBlockSeq(BlockRun run) {
    return run.isOpened()
        ? run.blocks().get(run.blocks().size() - 1).firstSeq()
        : run.lastSeq() + 1;
  }
}
