package archon.bus.read;

import archon.bus.journal.Block;
import archon.bus.journal.BlockRun;
import archon.bus.journal.EventKey;
import archon.bus.journal.LogContent;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Predicate;

/**
 * What queries need of a journal: block summaries, and the events of one block at a time. Holds no
 * file open between calls.
 */
interface BlockSource {
  /** Topics that hold events. */
  SortedSet<String> topics();

  /** What a topic holds. */
  LogContent content(String topic);

  /**
   * The blocks of one of a topic's runs, in seq order. What it told of and what is not there any
   * more is told to {@code damage}.
   */
  List<Block> blocks(String topic, BlockRun run, DamageReport damage);

  /** Whether one of a topic's runs may hold an event with this key, told without opening it. */
  boolean mayHold(String topic, BlockRun run, EventKey key);

  /** Those of some of a topic's blocks that may hold an event with this key, in their order. */
  List<Block> mayHold(String topic, List<Block> blocks, EventKey key);

  /**
   * Reads a topic's lines between two seqs (inclusive) for nothing but their damage, which is told
   * to {@code damage}. What was deleted or marked as lost is none.
   */
  void check(String topic, long fromSeq, long toSeq, DamageReport damage);

  /**
   * Passes the events of a block to {@code to}, in seq order, until that answers false. Damaged
   * lines are passed over and told to {@code damage}.
   */
  void read(String topic, Block block, Predicate<LazyEvent> to, DamageReport damage);
}
