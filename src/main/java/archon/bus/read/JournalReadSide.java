package archon.bus.read;

import archon.bus.event.TopicPattern;
import archon.bus.journal.JournalReader;
import archon.bus.journal.LogBounds;
import archon.bus.journal.LogId;
import java.util.List;
import java.util.TreeSet;

/**
 * The read side over a journal's files. With the reader of an open journal it ends at what is
 * durable; with {@link JournalReader#of} it needs no journal and no lock, and may show an event
 * just before it is acknowledged.
 *
 * <p>History and replay end at what was stored when they were opened. Damage does not end them:
 * they give everything that can be read, and then fail with the first {@link
 * archon.bus.journal.DamagedLine}, further ones as suppressed. So they do with a topic whose files
 * cannot be read, and fail with that if nothing is damaged. A {@link TopicCursor} fails at the
 * damaged line each time it is asked; to go on behind it, open another from {@code lastSeq() + 1}.
 *
 * <p>A history holds at most {@link HistorySettings#maxBufferBytes} of events, sorts more than that
 * through temporary files, and fails with {@link SpillFailed} if it cannot. Besides, a query holds
 * one summary for each block of some 64 KiB that it may read. Files are open only while a block is
 * read.
 */
public final class JournalReadSide implements ReadSide {
  private final JournalReader journal;
  private final BlockSource blocks;
  private final HistorySettings history;
  private final ReplaySettings replay;

  private JournalReadSide(JournalReader journal, HistorySettings history, ReplaySettings replay) {
    this.journal = journal;
    this.blocks = new JournalBlocks(journal);
    this.history = history;
    this.replay = replay;
  }

  public static JournalReadSide create(
      JournalReader journal, HistorySettings history, ReplaySettings replay) {
    return new JournalReadSide(journal, history, replay);
  }

  @Override
  public List<String> topics() {
    return List.copyOf(journal.topics());
  }

  @Override
  public TopicRange range(String topic) {
    LogBounds bounds = journal.bounds(LogId.topic(topic));
    return new TopicRange(bounds.firstSeq(), bounds.highestSeq());
  }

  @Override
  public void sync(String topic) {
    journal.sync(LogId.topic(topic));
  }

  @Override
  public EventCursor history(HistoryQuery query) {
    return Histories.open(blocks, selected(query.topics()), query, history);
  }

  @Override
  public EventCursor replay(ReplayQuery query) {
    TimeRange times = TimeRange.of(query.since(), query.until());
    return new ReplayCursor(blocks, selected(query.topics()), times, replay.maxBufferBytes());
  }

  @Override
  public TopicCursor from(String topic, long seq) {
    return new JournalTopicCursor(journal, topic, seq);
  }

  @Override
  public long startSeq(String topic, StartPosition start) {
    return new StartSeq(blocks, topic, range(topic)).of(start);
  }

  private List<String> selected(TopicSelection selection) {
    // A plain name needs no listing of the directory.
    if (selection.patterns().stream().allMatch(TopicPattern::isPlain)) {
      return List.copyOf(
          new TreeSet<>(selection.patterns().stream().map(TopicPattern::text).toList()));
    }
    // Those without events have no blocks; those that cannot be read must be told of.
    return journal.topicsWithFiles().stream().filter(selection::matches).toList();
  }
}
