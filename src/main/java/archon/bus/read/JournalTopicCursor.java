package archon.bus.read;

import archon.bus.event.StoredEvent;
import archon.bus.journal.DamagedLine;
import archon.bus.journal.JournalLine;
import archon.bus.journal.JournalReader;
import archon.bus.journal.LineCursor;
import archon.bus.journal.LogId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Follows the lines of one topic. */
final class JournalTopicCursor implements TopicCursor {
  private final JournalReader journal;
  private final LogId log;
  private final LineCursor lines;
  private @Nullable JournalLine pending; // read, but of the next batch
  private long nextSeq;
  private boolean atLiveEnd;

  JournalTopicCursor(JournalReader journal, String topic, long seq) {
    this.journal = journal;
    this.log = LogId.topic(topic);
    this.lines = journal.lines(log, seq);
    this.nextSeq = seq;
  }

  @Override
  public Batch next(int maxEvents, long maxBytes) {
    List<StoredEvent> events = new ArrayList<>();
    Gap gap = null;
    long bytes = 0;
    while (events.size() < maxEvents && (bytes < maxBytes || events.isEmpty())) {
      JournalLine line = nextLine(events.isEmpty());
      if (line == null) {
        break;
      }
      if (line.seq() > nextSeq) {
        if (!events.isEmpty()) {
          pending = line; // its gap is told with the batch it begins
          break;
        }
        gap = new Gap(nextSeq, line.seq() - 1);
      }
      events.add(line.stored());
      bytes += line.sizeInBytes();
      nextSeq = line.seq() + 1;
    }
    return new Batch(events, events.isEmpty() ? gapBeforeLiveEnd() : gap);
  }

  private @Nullable JournalLine nextLine(boolean isFirst) {
    JournalLine line = pending;
    pending = null;
    if (line != null) {
      return line;
    }
    try {
      line = lines.next();
    } catch (DamagedLine e) {
      if (isFirst) {
        throw e;
      }
      return null; // what stands before it first; the next call meets it again
    }
    atLiveEnd &= line == null;
    return line;
  }

  /**
   * What was removed or lost up to the live end. Asked for once on reaching it: what was read then
   * cannot be missed any more.
   */
  private @Nullable Gap gapBeforeLiveEnd() {
    if (atLiveEnd) {
      return null;
    }
    atLiveEnd = true;
    long reached = Math.max(journal.bounds(log).firstSeq(), lines.nextSeq());
    if (reached <= nextSeq) {
      return null;
    }
    Gap gap = new Gap(nextSeq, reached - 1);
    nextSeq = reached;
    return gap;
  }

  @Override
  public void close() {
    lines.close();
  }
}
