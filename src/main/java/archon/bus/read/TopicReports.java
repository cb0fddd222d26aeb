package archon.bus.read;

import archon.bus.event.EventRefused;
import archon.bus.event.Topic;
import archon.bus.journal.Block;
import archon.bus.journal.DamagedLine;
import archon.bus.journal.JournalException;
import archon.bus.journal.JournalLine;
import archon.bus.journal.JournalReader;
import archon.bus.journal.LineCursor;
import archon.bus.journal.LogBounds;
import archon.bus.journal.LogContent;
import archon.bus.journal.LogId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells how much topics hold and how they are, from the summaries of their blocks: lines are read
 * only where a block is asked for in part, or where its numbers show that some are missing. Safe
 * from any thread; blocks on I/O.
 */
public final class TopicReports {
  private final JournalReader journal;

  private TopicReports(JournalReader journal) {
    this.journal = journal;
  }

  public static TopicReports of(JournalReader journal) {
    return new TopicReports(journal);
  }

  /** Reports of all topics that hold events, or may hold some but cannot be read, by name. */
  public List<TopicReport> all() {
    return journal.topicsWithFiles().stream()
        .map(this::report)
        .filter(report -> report.extent().events() > 0 || report.health().mayHideEvents())
        .toList();
  }

  /** A topic's report; also of one that is damaged or cannot be read, which its health tells. */
  public TopicReport report(String topic) {
    LogId log = LogId.topic(topic);
    TopicExtent extent;
    TopicHealth health;
    try {
      LogContent content = journal.content(topic);
      List<Block> blocks = blocks(topic, content);
      extent = extent(topic, blocks, content.bounds(), Long.MAX_VALUE);
      health = health(topic, log, content, blocks);
    } catch (JournalException e) {
      extent = new ExtentSum().end(0);
      health = new TopicHealth(TopicHealth.State.UNREADABLE, String.valueOf(e.getMessage()));
    }
    return new TopicReport(topic, extent, journal.settings(log), health);
  }

  /**
   * Of a topic's events up to {@code toSeq} (inclusive).
   *
   * @throws JournalException if its files cannot be read; damage is passed over
   */
  public TopicExtent extent(String topic, long toSeq) {
    LogContent content = journal.content(topic);
    return extent(topic, blocks(topic, content), content.bounds(), toSeq);
  }

  /** Opens all runs: whether lines are missing in one, only its blocks tell. */
  private List<Block> blocks(String topic, LogContent content) {
    return content.runs().stream().flatMap(run -> journal.blocks(topic, run).stream()).toList();
  }

  private TopicExtent extent(String topic, List<Block> blocks, LogBounds bounds, long toSeq) {
    ExtentSum sum = new ExtentSum();
    for (int i = 0; i < blocks.size() && blocks.get(i).firstSeq() <= toSeq; i++) {
      Block block = blocks.get(i);
      long end = endOf(blocks, i, bounds);
      boolean isWhole = block.lastSeq() == end && end <= toSeq;
      if (isWhole && block.firstSeq() >= bounds.firstSeq()) {
        sum.add(block);
      } else {
        addLines(topic, block, toSeq, sum);
      }
    }
    return sum.end(Math.min(bounds.deletedToSeq(), toSeq));
  }

  /** The seq that the last line of a block has if all before the next block are in it. */
  private static long endOf(List<Block> blocks, int index, LogBounds bounds) {
    long last = blocks.get(index).lastSeq();
    return index + 1 < blocks.size()
        ? Math.max(last, blocks.get(index + 1).firstSeq() - 1)
        : Math.max(last, bounds.highestSeq());
  }

  private void addLines(String topic, Block block, long toSeq, ExtentSum sum) {
    try (LineCursor lines = journal.lines(topic, block)) {
      while (true) {
        try {
          JournalLine line = lines.next();
          if (line == null || line.seq() > toSeq) {
            return;
          }
          sum.add(line);
        } catch (DamagedLine damage) {
          lines.skipDamage();
        }
      }
    }
  }

  private TopicHealth health(String topic, LogId log, LogContent content, List<Block> blocks) {
    DamagedLine damage = firstDamage(log, blocks, content.bounds());
    if (damage != null) {
      return new TopicHealth(
          TopicHealth.State.DAMAGED,
          "seq %d at byte %d of %s"
              .formatted(damage.expectedSeq(), damage.byteOffset(), damage.file().getFileName()));
    }
    if (content.isLost()) {
      return new TopicHealth(
          TopicHealth.State.READ_ONLY,
          "its file was removed or replaced while in use, so the next seq is not known");
    }
    try {
      requirePublishable(topic, log);
      return TopicHealth.WELL;
    } catch (EventRefused e) {
      return new TopicHealth(TopicHealth.State.READ_ONLY, String.valueOf(e.getMessage()));
    }
  }

  /** A topic of a foreign file may have a name that no file of ours can have. */
  private static void requirePublishable(String topic, LogId log) {
    log.requireWritable();
    Topic unused = new Topic(topic);
  }

  /** The first line that the numbers of the blocks show to be missing. */
  private @Nullable DamagedLine firstDamage(LogId log, List<Block> blocks, LogBounds bounds) {
    long expected = bounds.firstSeq();
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      boolean isWhole = block.firstSeq() <= expected && block.lastSeq() == endOf(blocks, i, bounds);
      DamagedLine damage = isWhole ? null : firstDamage(log, expected, endOf(blocks, i, bounds));
      if (damage != null) {
        return damage;
      }
      expected = endOf(blocks, i, bounds) + 1;
    }
    return firstDamage(log, expected, bounds.highestSeq());
  }

  private @Nullable DamagedLine firstDamage(LogId log, long fromSeq, long toSeq) {
    if (fromSeq > toSeq) {
      return null;
    }
    try (LineCursor lines = journal.lines(log, fromSeq)) {
      JournalLine line = lines.next();
      while (line != null && line.seq() < toSeq) {
        line = lines.next();
      }
      return null;
    } catch (DamagedLine damage) {
      return damage;
    }
  }
}
