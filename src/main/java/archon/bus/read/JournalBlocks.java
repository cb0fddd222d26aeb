package archon.bus.read;

import archon.bus.journal.Block;
import archon.bus.journal.BlockRun;
import archon.bus.journal.DamagedLine;
import archon.bus.journal.EventKey;
import archon.bus.journal.JournalLine;
import archon.bus.journal.JournalReader;
import archon.bus.journal.LineCursor;
import archon.bus.journal.LogContent;
import archon.bus.journal.LogId;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Predicate;

/** The blocks of a journal. */
record JournalBlocks(JournalReader journal) implements BlockSource {
  @Override
  public SortedSet<String> topics() {
    return journal.topics();
  }

  @Override
  public LogContent content(String topic) {
    return journal.content(topic);
  }

  @Override
  public List<Block> blocks(String topic, BlockRun run, DamageReport damage) {
    List<Block> found = journal.blocks(topic, run);
    if (!run.isOpened() && !run.isOf(found)) {
      check(topic, run.firstSeq(), run.lastSeq() + 1, damage);
    }
    return found;
  }

  @Override
  public boolean mayHold(String topic, BlockRun run, EventKey key) {
    return journal.mayHold(topic, run, key);
  }

  @Override
  public List<Block> mayHold(String topic, List<Block> blocks, EventKey key) {
    return journal.mayHold(topic, blocks, key);
  }

  @Override
  public void check(String topic, long fromSeq, long toSeq, DamageReport damage) {
    try (LineCursor lines = journal.lines(LogId.topic(topic), fromSeq)) {
      boolean goOn = true;
      while (goOn) {
        try {
          JournalLine line = lines.next();
          goOn = line != null && line.seq() < toSeq;
        } catch (DamagedLine e) {
          damage.add(e);
          goOn = e.expectedSeq() <= toSeq;
          lines.skipDamage();
        }
      }
    }
  }

  @Override
  public void read(String topic, Block block, Predicate<LazyEvent> to, DamageReport damage) {
    try (LineCursor lines = journal.lines(topic, block)) {
      boolean goOn = true;
      while (goOn) {
        try {
          JournalLine line = lines.next();
          goOn = line != null && to.test(event(topic, line));
        } catch (DamagedLine e) {
          damage.add(e);
          lines.skipDamage();
        }
      }
    }
  }

  private static LazyEvent event(String topic, JournalLine line) {
    return new LazyEvent(
        line.timestampMicros(), topic, line.seq(), line.sizeInBytes(), line::stored);
  }
}
