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

/** Leaves out blocks whose filters deny a key. */
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
    FilterFile file = new FilterFile(context.disk(), FilterFile.beside(filters.summary()));
    Segment segment = filters.segment();
    if (segment != null && !file.reaches(FilterFile.end(filters.blocks()))) {
      context.ends().missesBlocks(log, segment);
      return wanted;
    }
    try (Disk.OpenFile lines = context.disk().openToRead(filters.lines())) {
      return file.mayHold(lines, filters.blocks(), wanted, key);
    } catch (NoSuchFileException e) {
      return wanted; // rolled or deleted meanwhile: whoever reads the blocks sees that
    }
  }
}
