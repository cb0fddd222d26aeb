package archon.bus.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Leaves out blocks and segments whose filters deny a key. */
final class KeySearch {
  private KeySearch() {}

  /**
   * Filters of one file.
   *
   * @param segment the file if it is sealed, null for the active one
   * @param lines the file
   * @param summary its block summary, beside which the filters are
   * @param blocks those that have filters, in order
   */
  record Filters(@Nullable Segment segment, Path lines, Path summary, List<Block> blocks) {}

  /** Those of {@code wanted} that may hold a key, in their order. */
  static List<Block> mayHold(
      ReadContext context, LogId log, List<Filters> filters, List<Block> wanted, EventKey key)
      throws IOException {
    Map<Path, List<Block>> byFile = new HashMap<>();
    for (Block block : wanted) {
      byFile.computeIfAbsent(block.file(), file -> new ArrayList<>()).add(block);
    }
    Set<Block> denied = new HashSet<>();
    for (Filters file : filters) {
      List<Block> ofFile = byFile.getOrDefault(file.lines(), List.of());
      if (!ofFile.isEmpty()) {
        denied.addAll(ofFile);
        mayHold(context, log, file, ofFile, key).forEach(denied::remove);
      }
    }
    return wanted.stream().filter(block -> !denied.contains(block)).toList();
  }

  private static List<Block> mayHold(
      ReadContext context, LogId log, Filters filters, List<Block> wanted, EventKey key)
      throws IOException {
    Segment segment = filters.segment();
    if (segment != null) {
      List<Block> left = filterOf(context, segment).mayHold(filters.blocks(), wanted, key);
      if (left != null) {
        return left;
      }
      context.ends().missesBlocks(log, segment);
    }
    FilterFile file = new FilterFile(context.disk(), FilterFile.beside(filters.summary()));
    try (Disk.OpenFile lines = context.disk().openToRead(filters.lines())) {
      return file.mayHold(lines, filters.blocks(), wanted, key);
    } catch (NoSuchFileException e) {
      return wanted; // rolled or deleted meanwhile: whoever reads the blocks sees that
    }
  }

  /**
   * Whether a segment may hold a key, of which only {@code run} is known.
   *
   * <p>As everything that is told of a segment without opening it, this goes by its name: whether
   * it is still what it was is seen when its lines are wanted.
   */
  static boolean mayHold(
      ReadContext context, LogId log, Segment segment, BlockRun run, EventKey key)
      throws IOException {
    SegmentFilter filter = filterOf(context, segment);
    if (filter.denies(run, key)) {
      return false;
    }
    if (!filter.isOf(run)) {
      context.ends().missesBlocks(log, segment);
    }
    return true;
  }

  private static SegmentFilter filterOf(ReadContext context, Segment segment) {
    return new SegmentFilter(context.disk(), FilterFile.beside(segment.blocks()));
  }
}
