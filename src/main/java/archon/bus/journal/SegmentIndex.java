package archon.bus.journal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the blocks of a log's sealed segments: from their block files, and where one is missing,
 * stale or damaged from the lines.
 */
final class SegmentIndex {
  private final ReadContext context;
  private final LogPaths paths;
  private final LogSource source;
  private final SegmentCache cache;

  SegmentIndex(ReadContext context, LogPaths paths, SegmentCache cache) {
    this.context = context;
    this.paths = paths;
    this.source = LogSource.own(context, paths);
    this.cache = cache;
  }

  /** What the segment at {@code place} holds; nothing if it was deleted meanwhile. */
  SegmentSummary summary(List<Segment> sealed, int place) throws IOException {
    Segment segment = sealed.get(place);
    Disk.Facts now = context.disk().stat(segment.lines());
    SegmentSummary known = now == null ? null : cache.get(segment.lines(), now);
    return known == null ? read(sealed, place) : known;
  }

  private SegmentSummary read(List<Segment> sealed, int place) throws IOException {
    Segment segment = sealed.get(place);
    try (OwnFile lines = OwnFile.open(context.disk(), segment.lines(), context.maxLineBytes())) {
      Disk.Facts facts = lines.facts();
      if (facts == null) {
        return summary(List.of(), start(sealed, place), null);
      }
      SegmentSummary found = fromBlockFile(segment, lines);
      if (found == null) {
        found = fromLines(segment, lines, start(sealed, place));
        context.ends().missesBlocks(source.log(), segment);
      }
      cache.put(segment.lines(), facts, found);
      return found;
    }
  }

  /** What is in a segment, found by reading all of it. */
  SegmentSummary fromLines(Segment segment, OwnFile lines, Numbering start) throws IOException {
    FileScan scan =
        new FileScan(source.at(segment.lines()), lines.key(), start, context.maxLineBytes());
    scan.advance(lines.file(), lines.size(), Long.MAX_VALUE);
    return summary(scan.blocks(), scan.numbering(), null);
  }

  /** What its block file tells, null if there is none that fits. */
  @Nullable SegmentSummary fromBlockFile(Segment segment, OwnFile lines) throws IOException {
    try (Disk.OpenFile file = context.disk().openDerived(segment.blocks())) {
      BlockFile.Header header = file == null ? null : BlockFile.header(file);
      if (file == null
          || header == null
          || header.base().seq() != segment.firstSeq() - 1
          || !lines.hasHead(header.head())) {
        return null;
      }
      List<Block> blocks = BlockFile.entries(file, segment.lines(), 0, 0);
      BlockFile.Footer footer = BlockFile.footer(file, blocks.size());
      return footer == null || footer.bytes() != lines.size()
          ? null
          : summary(
              blocks,
              new Numbering(footer.lastSeq(), footer.lastFact(), isChecksummed(blocks), true),
              footer);
    }
  }

  private SegmentSummary summary(
      List<Block> blocks, Numbering end, BlockFile.@Nullable Footer footer) {
    return SegmentSummary.of(paths.segments(), blocks, end, footer);
  }

  private static boolean isChecksummed(List<Block> blocks) {
    return !blocks.isEmpty() && blocks.get(blocks.size() - 1).checksummed();
  }

  /**
   * Numbering before the first line of the segment at {@code place}. The seq is in its name; the
   * fact is told by the first line, by the block file, or else by the segment before.
   */
  Numbering start(List<Segment> sealed, int place) throws IOException {
    Segment segment = sealed.get(place);
    long seq = segment.firstSeq() - 1;
    if (seq == 0) {
      return Numbering.startingAfter(0, 0);
    }
    long firstFact = firstFact(segment);
    if (firstFact > 0) {
      return Numbering.startingAfter(seq, firstFact - 1);
    }
    long fact = place == 0 ? seq : summary(sealed, place - 1).end().lastFact();
    return Numbering.startingAfter(seq, fact);
  }

  /** 0 if neither the first line nor the block file says it. */
  private long firstFact(Segment segment) throws IOException {
    try (OwnFile lines = OwnFile.open(context.disk(), segment.lines(), context.maxLineBytes())) {
      LineCodec.Trailer first = lines.isMissing() ? LineCodec.Trailer.NONE : lines.firstTrailer();
      if (first.seq() == segment.firstSeq()) {
        return first.fact();
      }
    }
    try (Disk.OpenFile file = context.disk().openDerived(segment.blocks())) {
      BlockFile.Header header = file == null ? null : BlockFile.header(file);
      return header == null || header.base().seq() != segment.firstSeq() - 1
          ? 0
          : header.base().fact() + 1;
    }
  }
}
