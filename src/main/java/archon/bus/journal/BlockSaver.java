package archon.bus.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sums up a log's lines as they are appended, and keeps its block file up with them. Only blocks
 * whose lines are synced are saved: recovery takes a saved block as proof of that. When saving
 * fails the file stays behind, which costs time and nothing else. The file is open only while it is
 * written to: a node may have many logs.
 */
final class BlockSaver {
  private static final Logger LOG = LoggerFactory.getLogger(BlockSaver.class);

  /** How many blocks may wait for a sync that nobody asked for: 64 MiB of lines. */
  private static final int MAX_WAITING = 1_024;

  private final ReadContext context;
  private final LogPaths paths;
  private final List<FilteredBlock> waiting = new ArrayList<>();
  private final BlockTotals totals = new BlockTotals();
  private final FilterSaver filters;
  private final SegmentList segments;
  private StatedFacts.Base base;
  private final BlockKeys keys; // of the block begun
  private BlockBuilder begun;
  private int saved;
  private boolean broken;

  BlockSaver(ReadContext context, LogPaths paths, Recovered recovered) {
    List<Block> full = recovered.scan().full();
    this.context = context;
    this.paths = paths;
    this.base = recovered.base();
    this.begun = recovered.scan().rest();
    this.saved = recovered.savedBlocks();
    this.keys = new BlockKeys(begun.partial() == null);
    this.segments = new SegmentList(context, paths);
    this.filters = new FilterSaver(context, paths, full.subList(0, saved));
    full.subList(saved, full.size()).stream().map(FilteredBlock::unread).forEach(waiting::add);
    full.forEach(totals::add);
  }

  /** Takes in what was appended at {@code start}. */
  void add(LineBuffer lines, long start) {
    for (LineBuffer.Line line : lines.lines()) {
      LineSpan span = line.span();
      begun.add(span, take(lines, line, start), start + line.end());
      if (!span.more()) {
        add(begun.endGroup(new Numbering(span.seq(), span.fact(), true, true)));
      }
    }
  }

  /** Takes in the line's keys; gives its timestamp. */
  private long take(LineBuffer lines, LineBuffer.Line line, long start) {
    int from = (int) line.span().byteOffset();
    LineShape shape = lines.shape(line);
    if (shape != null) {
      shape.keys(lines.bytes(), keys);
    } else if (filters.areWanted()) {
      LineKeys.of(lines.bytes(), from, line.end() - 1, paths.lines(), start + from, keys);
    }
    return LineTime.micros(lines.bytes(), from, line.end() - 1, shape);
  }

  private void add(@Nullable Block block) {
    if (block == null) {
      return;
    }
    waiting.add(new FilteredBlock(block, keys.end(block)));
    totals.add(block);
  }

  /** Whether the last line has a checksum: it is not a predecessor's. */
  boolean endsChecksummed() {
    return begun.numbering().checksummed();
  }

  /** Whether so much waits that a sync is worth it. */
  boolean wantsSync() {
    return waiting.size() >= MAX_WAITING;
  }

  /** Saves what waits; all lines of the active file must be synced. */
  void save(ActiveFile lines) {
    if (waiting.isEmpty() || broken) {
      waiting.clear();
      return;
    }
    try (Disk.OpenFile file = open(lines)) {
      for (FilteredBlock filtered : waiting) {
        BlockFile.writeEntry(file, saved++, filtered.block());
      }
      filters.save(lines.open(), waiting);
    } catch (IOException | UnsafeFile e) {
      broken(e);
    }
    waiting.clear();
  }

  private Disk.OpenFile open(ActiveFile lines) throws IOException {
    if (saved > 0) {
      Disk.OpenFile open = context.disk().openToWrite(paths.blocks());
      open.truncate(BlockFile.length(saved));
      return open;
    }
    context.disk().delete(paths.blocks());
    Disk.OpenFile created =
        context.disk().create(paths.blocks(), context.settings().filePermissions());
    BlockFile.writeHeader(created, new BlockFile.Header(lines.head(), base));
    return created;
  }

  /** The lines were sealed: completes the block file, which follows them. */
  void seal(Segment segment, ActiveFile lines) {
    add(begun.partial());
    save(lines);
    try {
      if (broken) {
        context.disk().delete(paths.blocks());
      } else {
        complete(lines);
        context
            .disk()
            .createDirectories(paths.segmentBlocks(), context.settings().directoryPermissions());
        context.disk().rename(paths.blocks(), segment.blocks());
        filters.seal(lines.open(), segment);
        segments.add(totals.whole(paths.segments(), begun.numbering()));
      }
    } catch (IOException | UnsafeFile e) {
      broken(e);
    }
  }

  private void complete(ActiveFile lines) throws IOException {
    try (Disk.OpenFile file = context.disk().openToWrite(paths.blocks())) {
      BlockFile.writeFooter(
          file, saved, totals.footer(begun.numbering(), lines.length(), lines.checksum()));
    }
  }

  private void broken(Exception e) {
    broken = true;
    LOG.warn(
        "{}: the block summary stays behind until it is made anew: {}",
        paths.blocks(),
        e.toString());
  }

  /** The lines and the block file are gone, or have another name: begins anew behind {@code to}. */
  void restart(StatedFacts.Base to) {
    base = to;
    begun = new BlockBuilder(paths.lines(), 0, Numbering.startingAfter(to.seq(), to.fact()));
    keys.restart();
    waiting.clear();
    totals.clear();
    filters.restart();
    saved = 0;
    broken = false;
  }
}
