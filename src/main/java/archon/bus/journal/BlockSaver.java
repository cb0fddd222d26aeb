package archon.bus.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a log's block file up with its lines. Only blocks whose lines are synced are saved:
 * recovery takes a saved block as proof of that. When saving fails the file stays behind, which
 * costs time and nothing else. The file is open only while it is written to: a node may have many
 * logs.
 */
final class BlockSaver {
  private static final Logger LOG = LoggerFactory.getLogger(BlockSaver.class);

  /** How many blocks may wait for a sync that nobody asked for: 64 MiB of lines. */
  private static final int MAX_WAITING = 1_024;

  private final ReadContext context;
  private final LogPaths paths;
  private final List<Block> waiting;
  private final BlockTotals totals = new BlockTotals();
  private final FilterSaver filters;
  private int saved;
  private boolean broken;

  /** {@code saved} of the {@code full} blocks are in the file already. */
  BlockSaver(ReadContext context, LogPaths paths, int saved, List<Block> full) {
    this.context = context;
    this.paths = paths;
    this.saved = saved;
    this.waiting = new ArrayList<>(full.subList(saved, full.size()));
    this.filters = new FilterSaver(context, paths, full.subList(0, saved));
    full.forEach(totals::add);
  }

  void add(Block block) {
    waiting.add(block);
    totals.add(block);
  }

  /** Whether so much waits that a sync is worth it. */
  boolean wantsSync() {
    return waiting.size() >= MAX_WAITING;
  }

  /** Saves what waits; all lines of the active file must be synced. */
  void save(ActiveFile lines, StatedFacts.Base base) {
    if (waiting.isEmpty() || broken) {
      waiting.clear();
      return;
    }
    try (Disk.OpenFile file = open(lines, base)) {
      for (Block block : waiting) {
        BlockFile.writeEntry(file, saved++, block);
      }
      filters.save(lines.open(), waiting);
    } catch (IOException e) {
      broken(e);
    }
    waiting.clear();
  }

  private Disk.OpenFile open(ActiveFile lines, StatedFacts.Base base) throws IOException {
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

  /**
   * The lines were sealed: completes the block file, which follows them, and begins the next one.
   *
   * @param rest the last block, which need not be full, null if there is none
   * @param end numbering behind the last line
   */
  void seal(
      Segment segment,
      ActiveFile lines,
      StatedFacts.Base base,
      @Nullable Block rest,
      Numbering end) {
    if (rest != null) {
      add(rest);
    }
    save(lines, base);
    try {
      if (broken) {
        context.disk().delete(paths.blocks());
      } else {
        complete(lines, end);
        context
            .disk()
            .createDirectories(paths.segmentBlocks(), context.settings().directoryPermissions());
        context.disk().rename(paths.blocks(), segment.blocks());
        filters.follow(segment.blocks());
      }
    } catch (IOException e) {
      broken(e);
    }
    restart();
  }

  private void complete(ActiveFile lines, Numbering end) throws IOException {
    try (Disk.OpenFile file = context.disk().openToWrite(paths.blocks())) {
      BlockFile.writeFooter(file, saved, totals.footer(end, lines.length(), lines.checksum()));
    }
  }

  private void broken(IOException e) {
    broken = true;
    LOG.warn(
        "{}: the block summary stays behind until it is made anew: {}",
        paths.blocks(),
        e.toString());
  }

  /** The lines and the block file are gone: begins anew. */
  void restart() {
    waiting.clear();
    totals.clear();
    filters.restart();
    saved = 0;
    broken = false;
  }
}
