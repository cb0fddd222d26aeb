package archon.bus.replay;

import archon.bus.event.StoredEvent;
import archon.bus.read.EventCursor;
import archon.bus.read.ReadSide;
import archon.bus.read.ReplayQuery;
import archon.bus.read.ReplayTimeline;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Sources of stored events. Each materialization opens a cursor of its own, and closes it however
 * the stream ends.
 */
public final class ReplaySource {
  private ReplaySource() {}

  /**
   * The events of {@code query}, each when it is due: each topic in seq order, several topics
   * merged by the timestamps of their heads. Due times are absolute, see {@link ReplayTimeline}: a
   * consumer that is slow for a while gets what became due meanwhile at once. Cancelling, and
   * {@link ReplayControl#stop}, end it at once, also in the middle of a gap.
   *
   * <p>Memory: three chunks of at most 512 events and about 512 KiB each, besides what the cursor
   * of {@code reads} holds. Fails with the failure of the read, after the events before it.
   *
   * @param speed 1 is the pace at which the events happened, 10 is ten times faster; 0 means no
   *     waiting at all
   * @param blocking runs the reads, which block on files; one task at a time for each stream
   * @throws IllegalArgumentException if {@code speed} is negative or not finite
   */
  public static Source<StoredEvent, ReplayControl> create(
      ReadSide reads, ReplayQuery query, double speed, Executor blocking) {
    return Source.fromGraph(
        new ReplayStage(() -> reads.replay(query), speed, blocking, System::nanoTime));
  }

  /**
   * The events of the cursor that {@code open} opens (on {@code blocking}), as fast as they are
   * asked for.
   */
  public static Source<StoredEvent, NotUsed> unpaced(
      Supplier<EventCursor> open, Executor blocking) {
    return Source.fromGraph(new ReplayStage(open, 0, blocking, System::nanoTime))
        .mapMaterializedValue(control -> NotUsed.getInstance());
  }
}
