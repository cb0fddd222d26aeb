package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a topic's filters up with its block summary; the lines of other logs have no keys. When
 * saving fails the filters stay behind, which costs reading and nothing else.
 */
final class FilterSaver {
  private static final Logger LOG = LoggerFactory.getLogger(FilterSaver.class);

  private final ReadContext context;
  private final Path path;
  private final boolean areWanted;
  private List<Block> before; // blocks saved by others, whose filters may be missing
  private long end;
  private boolean broken;

  FilterSaver(ReadContext context, LogPaths paths, List<Block> saved) {
    this.context = context;
    this.path = FilterFile.beside(paths.blocks());
    this.areWanted = paths.log().kind() == LogId.Kind.TOPIC;
    this.before = List.copyOf(saved);
    this.end = FilterFile.end(saved);
  }

  /** Whether the log's lines have keys. */
  boolean areWanted() {
    return areWanted;
  }

  /** Saves the filters of the next blocks; their lines must be synced. */
  void save(Disk.OpenFile lines, List<FilteredBlock> blocks) {
    if (broken || !areWanted) {
      return;
    }
    try {
      FilterFile file = new FilterFile(context.disk(), path);
      if (!before.isEmpty() && !file.reaches(end)) {
        append(file, lines, FilterFile.end(List.of()), FilteredBlock.unread(before));
      }
      before = List.of();
      end = append(file, lines, end, blocks);
    } catch (IOException | UnsafeFile e) {
      broken(e);
    }
  }

  private void broken(Exception e) {
    broken = true;
    LOG.warn("{}: the filters stay behind until they are made anew: {}", path, e.toString());
  }

  private long append(FilterFile file, Disk.OpenFile lines, long at, List<FilteredBlock> blocks)
      throws IOException {
    return file.append(
        lines, context.maxLineBytes(), at, blocks, context.settings().filePermissions());
  }

  /** The lines were sealed, and their blocks are saved: lays their filters out for lookups. */
  void seal(Disk.OpenFile lines, Segment segment) {
    if (broken || !areWanted) {
      return;
    }
    try (Disk.OpenFile blocks = context.disk().openToRead(segment.blocks())) {
      SavedChapters saved = new SavedChapters(lines, segment, blocks);
      new SegmentFilter(context.disk(), FilterFile.beside(segment.blocks()))
          .write(saved, context.settings().filePermissions());
      context.disk().delete(path);
    } catch (IOException | UnsafeFile e) {
      broken(e);
    }
  }

  /** The blocks of a file that was sealed just now, with the filters that were saved. */
  private final class SavedChapters implements SegmentFilter.Chapters {
    private final Disk.OpenFile lines;
    private final Segment segment;
    private final Disk.OpenFile blocks;
    private int given;
    private long linesEnd;
    private long filtersEnd = FilterFile.end(List.of());

    SavedChapters(Disk.OpenFile lines, Segment segment, Disk.OpenFile blocks) {
      this.lines = lines;
      this.segment = segment;
      this.blocks = blocks;
    }

    @Override
    public List<FilteredBlock> next() throws IOException {
      List<Block> chapter =
          BlockFile.entries(blocks, segment.lines(), given, linesEnd, SegmentFilter.CHAPTER_BLOCKS);
      List<FilteredBlock> filtered =
          new FilterFile(context.disk(), path).read(lines, filtersEnd, chapter);
      List<FilteredBlock> known = new ArrayList<>(filtered.size());
      for (FilteredBlock block : filtered) {
        known.add(block.known(lines, context.maxLineBytes()));
        linesEnd = block.block().endOffset();
      }
      given += chapter.size();
      filtersEnd += FilterFile.end(chapter) - FilterFile.end(List.of());
      return known;
    }
  }

  /** The blocks are gone or have another name: begins anew. */
  void restart() {
    before = List.of();
    end = FilterFile.end(before);
    broken = false;
  }
}
