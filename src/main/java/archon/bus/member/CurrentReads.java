package archon.bus.member;

import archon.bus.read.EventCursor;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplayQuery;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicCursor;
import archon.bus.read.TopicRange;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads as the process's present role does; what was opened before a change of roles goes on as it
 * began.
 */
record CurrentReads(Supplier<ReadSide> present) implements ReadSide {
  @Override
  public List<String> topics() {
    return present.get().topics();
  }

  @Override
  public TopicRange range(String topic) {
    return present.get().range(topic);
  }

  @Override
  public void sync(String topic) {
    present.get().sync(topic);
  }

  @Override
  public EventCursor history(HistoryQuery query) {
    return present.get().history(query);
  }

  @Override
  public EventCursor replay(ReplayQuery query) {
    return present.get().replay(query);
  }

  @Override
  public TopicCursor from(String topic, long seq) {
    return present.get().from(topic, seq);
  }

  @Override
  public long startSeq(String topic, StartPosition start) {
    return present.get().startSeq(topic, start);
  }
}
