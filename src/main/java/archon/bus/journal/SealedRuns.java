package archon.bus.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs of a log's sealed segments. A segment that is known to hold all lines up to the next one is
 * told of without looking at it: that it is there, its folder tells, and whether it is still what
 * it was, whoever opens it. Not thread-safe.
 */
final class SealedRuns {
  private final ReadContext context;
  private final LogPaths paths;
  private final SegmentIndex segments;
  private final SegmentList list;
  private final TreeMap<Long, Block> known = new TreeMap<>(); // by first seq
  private List<Segment> listRead = List.of(); // segments as of which the list was read

  SealedRuns(ReadContext context, LogPaths paths, SegmentIndex segments) {
    this.context = context;
    this.paths = paths;
    this.segments = segments;
    this.list = new SegmentList(context, paths);
  }

  /**
   * Runs of {@code sealed}, which are all segments, in their order; none of one that is missing.
   *
   * @param present those of them that are there
   */
  List<BlockRun> of(List<Segment> sealed, List<Segment> present) throws IOException {
    List<BlockRun> runs = new ArrayList<>(sealed.size());
    for (int i = 0; i < sealed.size(); i++) {
      Block whole = whole(sealed, i);
      if (whole == null) {
        runs.addAll(look(sealed, i));
      } else if (present == sealed || Segment.place(present, whole.firstSeq()) >= 0) {
        runs.add(BlockRun.unopened(whole));
      }
    }
    return runs;
  }

  /** The segment at {@code place} as one block, null if it must be looked at. */
  @Nullable Block whole(List<Segment> sealed, int place) throws IOException {
    if (place + 1 >= sealed.size()) {
      return null; // no name tells where it ends
    }
    Block found = following(sealed, place);
    if (found == null && listRead != sealed) {
      listRead = sealed;
      for (Block entry : list.read()) {
        known.put(entry.firstSeq(), entry);
      }
      if (known.size() > sealed.size()) {
        known.headMap(sealed.get(0).firstSeq()).clear(); // deleted since
      }
      found = following(sealed, place);
    }
    return found;
  }

  private @Nullable Block following(List<Segment> sealed, int place) {
    Block found = known.get(sealed.get(place).firstSeq());
    return found != null && found.lastSeq() + 1 == sealed.get(place + 1).firstSeq() ? found : null;
  }

  private List<BlockRun> look(List<Segment> sealed, int place) throws IOException {
    SegmentSummary summary = segments.summary(sealed, place);
    Block whole = summary.whole();
    Block before = whole == null ? null : known.put(whole.firstSeq(), whole);
    // The last one is looked at however well it is known.
    if (whole != null && place + 1 < sealed.size() && !whole.equals(before)) {
      context.ends().missesBlocks(paths.log(), sealed.get(place));
    }
    return summary.runs();
  }

  /** The blocks of a segment's run as they are now; none if its lines are gone. */
  List<Block> blocks(List<Segment> sealed, BlockRun run) throws IOException {
    int place = Segment.place(sealed, run.firstSeq());
    List<Block> found = place < 0 ? List.of() : segments.summary(sealed, place).blocks();
    if (!run.isOf(found)) {
      known.remove(run.firstSeq());
    }
    return found;
  }
}
