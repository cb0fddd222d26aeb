package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the block file of a sealed segment anew from its lines. */
final class SegmentBlocksMaker {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentBlocksMaker.class);

  private final ReadContext context;
  private final LogPaths paths;
  private final SegmentIndex index;
  private final SegmentList list;

  SegmentBlocksMaker(ReadContext context, LogPaths paths) {
    this.context = context;
    this.paths = paths;
    this.index = new SegmentIndex(context, paths, new SegmentCache());
    this.list = new SegmentList(context, paths);
  }

  /** Makes it unless the segment was deleted meanwhile; failing costs time later, nothing else. */
  void make(Segment segment) {
    try (OwnFile lines = OwnFile.open(context.disk(), segment.lines(), context.maxLineBytes())) {
      List<Segment> sealed = Segment.list(context.disk(), paths);
      int place = sealed.indexOf(segment);
      if (!lines.isMissing() && place >= 0) {
        make(segment, lines, index.start(sealed, place));
      }
    } catch (IOException | UnsafeFile e) {
      LOG.warn("{}: could not be made anew: {}", segment.blocks(), e.toString());
    }
  }

  /** Whoever asks asks again until it is made: what is there already is not made twice. */
  private void make(Segment segment, OwnFile lines, Numbering start) throws IOException {
    SegmentSummary stored = index.fromBlockFile(segment, lines);
    if (stored == null) {
      SegmentSummary made = index.fromLines(segment, lines, start);
      write(segment, lines, start, made);
      tell(segment, made.whole());
      LOG.info("{}: made anew from the lines", segment.blocks());
      return;
    }
    tell(segment, stored.whole());
    SegmentFilter filter = filterOf(segment);
    if (!stored.blocks().isEmpty() && !filter.isOf(BlockRun.of(stored.blocks()))) {
      write(filter, lines, stored.blocks());
      LOG.info("{}: filters made anew from the lines", segment.blocks());
    }
  }

  private void tell(Segment segment, @Nullable Block whole) {
    if (whole == null) {
      list.drop(segment);
    } else {
      list.add(whole);
    }
  }

  private void write(Segment segment, OwnFile lines, Numbering start, SegmentSummary summary)
      throws IOException {
    BlockTotals totals = new BlockTotals();
    summary.blocks().forEach(totals::add);
    Path unnamed = segment.blocks().resolveSibling(segment.blocks().getFileName() + ".new");
    context
        .disk()
        .createDirectories(paths.segmentBlocks(), context.settings().directoryPermissions());
    context.disk().delete(unnamed);
    try (Disk.OpenFile file =
        context.disk().create(unnamed, context.settings().filePermissions())) {
      StatedFacts.Base base = new StatedFacts.Base(start.lastSeq(), start.lastFact());
      FileHead head = FileHead.read(lines.file(), lines.size());
      BlockFile.writeHeader(file, new BlockFile.Header(head, base));
      int number = 0;
      for (Block block : summary.blocks()) {
        BlockFile.writeEntry(file, number++, block);
      }
      BlockFile.Footer footer =
          totals.footer(
              summary.end(),
              lines.size(),
              (int) FileBytes.checksum(lines.file(), lines.size()).getValue());
      BlockFile.writeFooter(file, number, footer);
    }
    context.disk().rename(unnamed, segment.blocks());
    write(filterOf(segment), lines, summary.blocks());
  }

  private SegmentFilter filterOf(Segment segment) {
    return new SegmentFilter(context.disk(), FilterFile.beside(segment.blocks()));
  }

  private void write(SegmentFilter filter, OwnFile lines, List<Block> blocks) throws IOException {
    Iterator<Block> left = blocks.iterator();
    SegmentFilter.Chapters chapters =
        () -> {
          List<FilteredBlock> next = new ArrayList<>();
          while (left.hasNext() && next.size() < SegmentFilter.CHAPTER_BLOCKS) {
            FilteredBlock unread = FilteredBlock.unread(left.next());
            next.add(unread.known(lines.file(), context.maxLineBytes()));
          }
          return next;
        };
    filter.write(chapters, context.settings().filePermissions());
  }
}
