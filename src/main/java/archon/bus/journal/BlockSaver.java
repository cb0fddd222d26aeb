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
 * costs time and nothing else.
 */
final class BlockSaver {
  private static final Logger LOG = LoggerFactory.getLogger(BlockSaver.class);

  /** With {@code sync = os}, how many blocks may wait for a sync: 64 MiB of lines. */
  private static final int MAX_WAITING = 1_024;

  private final ReadContext context;
  private final LogPaths paths;
  private final List<Block> waiting;
  private int saved;
  private boolean broken;
  private Disk.@Nullable OpenFile file;

  /** {@code saved} of the {@code full} blocks are in the file already. */
  BlockSaver(ReadContext context, LogPaths paths, int saved, List<Block> full) {
    this.context = context;
    this.paths = paths;
    this.saved = saved;
    this.waiting = new ArrayList<>(full.subList(saved, full.size()));
  }

  void add(Block block) {
    waiting.add(block);
  }

  /** Saves what waits if it is synced, after a sync of its own if too much waits. */
  void save(Disk.OpenFile lines, StatedFacts.Base base) {
    if (waiting.isEmpty() || broken) {
      waiting.clear();
      return;
    }
    if (context.settings().of(paths.log()).sync() == SyncPolicy.BATCH) {
      saveSynced(lines, base);
    } else if (waiting.size() >= MAX_WAITING) {
      try {
        lines.force();
      } catch (IOException e) {
        broken(e);
        return;
      }
      saveSynced(lines, base);
    }
  }

  void saveSynced(Disk.OpenFile lines, StatedFacts.Base base) {
    if (waiting.isEmpty() || broken) {
      return;
    }
    try {
      Disk.OpenFile open = file;
      if (open == null) {
        open = open(lines, base);
        file = open;
      }
      for (Block block : waiting) {
        BlockFile.writeEntry(open, saved++, block);
      }
    } catch (IOException e) {
      broken(e);
    }
    waiting.clear();
  }

  private Disk.OpenFile open(Disk.OpenFile lines, StatedFacts.Base base) throws IOException {
    if (saved > 0) {
      Disk.OpenFile open = context.disk().openToWrite(paths.blocks());
      open.truncate(BlockFile.length(saved));
      return open;
    }
    context.disk().delete(paths.blocks());
    Disk.OpenFile created =
        context.disk().create(paths.blocks(), context.settings().filePermissions());
    BlockFile.writeHeader(created, new BlockFile.Header(FileHead.read(lines, lines.size()), base));
    return created;
  }

  private void broken(IOException e) {
    broken = true;
    LOG.warn(
        "{}: the block summary stays behind until the log is opened again: {}",
        paths.blocks(),
        e.toString());
  }

  /** The lines and the block file were deleted: begins anew. */
  void restart() throws IOException {
    close();
    waiting.clear();
    saved = 0;
    broken = false;
  }

  void close() throws IOException {
    Disk.OpenFile open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
