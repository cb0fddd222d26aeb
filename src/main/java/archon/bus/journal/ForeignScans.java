package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A topic's lines in foreign files: those that come before all others, and late ones that the next
 * writer will copy behind all others. Not thread-safe.
 */
final class ForeignScans {
  private final ReadContext context;
  private final LogPaths paths;
  private final LogSource source;
  private List<FileScan> first = List.of();
  private List<Late> late = List.of();

  /** A file with the lines taken from it, and those that came later. */
  private record Late(FileScan taken, FileScan rest) {}

  ForeignScans(ReadContext context, LogPaths paths) {
    this.context = context;
    this.paths = paths;
    this.source = LogSource.own(context, paths);
  }

  /** The files with lines that come first. */
  List<FileScan> first() {
    return first;
  }

  /** The rests of files that hold late lines. */
  List<FileScan> late() {
    return late.stream().map(Late::rest).toList();
  }

  /** Numbering behind the lines that come first. */
  Numbering end() {
    return first.isEmpty()
        ? Numbering.startingAfter(0, 0)
        : first.get(first.size() - 1).numbering();
  }

  /** Looks for the first {@code lines} lines. */
  void refreshFirst(long lines) throws IOException {
    List<FileScan> scans = new ArrayList<>();
    Numbering before = Numbering.startingAfter(0, 0);
    for (Path path : lines == 0 ? List.<Path>of() : ForeignFiles.of(context.disk(), paths)) {
      try (OwnFile file = OwnFile.open(context.disk(), path, context.maxLineBytes())) {
        FileScan scan = known(first, file, path, before);
        if (scan == null || scan.numbering().lastSeq() > lines) {
          scan = scan(file, path, before);
        }
        advance(scan, file, lines);
        scans.add(scan);
        before = scan.numbering();
      }
    }
    first = scans;
  }

  /**
   * Looks for lines that came after those {@code taken}; they are numbered behind {@code last}, the
   * last line of the log's own.
   */
  void refreshLate(StatedFacts.Foreign taken, Numbering last) throws IOException {
    List<Late> files = new ArrayList<>();
    boolean changed =
        taken.taken() < Long.MAX_VALUE
            && ForeignFiles.bytes(context.disk(), paths) != taken.bytes();
    Numbering counted = Numbering.startingAfter(0, 0);
    Numbering before = Numbering.startingAfter(last.lastSeq(), last.lastFact());
    for (Path path : changed ? ForeignFiles.of(context.disk(), paths) : List.<Path>of()) {
      try (OwnFile file = OwnFile.open(context.disk(), path, context.maxLineBytes())) {
        FileScan old = scan(file, path, counted);
        advance(old, file, taken.taken());
        FileScan rest =
            new FileScan(
                source.inForeign(path), file.key(), old.end(), before, context.maxLineBytes());
        advance(rest, file, Long.MAX_VALUE);
        files.add(new Late(old, rest));
        counted = old.numbering();
        before = rest.numbering();
      }
    }
    late = files;
  }

  private FileScan scan(OwnFile file, Path path, Numbering before) {
    return new FileScan(source.inForeign(path), file.key(), before, context.maxLineBytes());
  }

  private static @Nullable FileScan known(
      List<FileScan> scans, OwnFile file, Path path, Numbering before) {
    return scans.stream()
        .filter(scan -> scan.path().equals(path) && scan.start().equals(before))
        .filter(scan -> scan.isOf(file.key(), file.size()))
        .findFirst()
        .orElse(null);
  }

  private void advance(FileScan scan, OwnFile file, long maxSeq) throws IOException {
    if (!file.isMissing() && scan.numbering().lastSeq() < maxSeq) {
      long visible = VisibleEnd.of(file.file(), scan.end(), file.size(), context.maxLineBytes());
      scan.advance(file.file(), visible, maxSeq);
    }
  }
}
