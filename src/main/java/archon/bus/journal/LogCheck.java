package archon.bus.journal;

import archon.bus.journal.Finding.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything that belongs to one log, changes nothing, and tells what it finds. What is
 * damaged within the last group of an unclean stop was never acknowledged, and is no damage.
 */
final class LogCheck {
  private final ReadContext context;
  private final LogPaths paths;
  private final LogFindings findings;
  private final boolean isTopic;
  private final LogView view;
  private final SegmentIndex segments;
  private final Map<Long, Block> listed = new HashMap<>(); // by first seq
  private final List<FileHoles> holes = new ArrayList<>();
  private final List<Path> wrongBlocks = new ArrayList<>();
  private final List<Path> otherSegments = new ArrayList<>();
  private @Nullable LogFile lastFile;
  private Numbering end = Numbering.UNKNOWN;
  private boolean endsInGroup;
  private long missingToSeq;
  private StatedFile.Content content = StatedFile.Content.ABSENT;

  LogCheck(ReadContext context, LogPaths paths, Consumer<Finding> findings, LongConsumer progress) {
    this.context = context;
    this.paths = paths;
    this.findings = new LogFindings(paths.log(), findings, progress);
    this.view = new LogView(context, paths);
    this.segments = new SegmentIndex(context, paths, new SegmentCache());
    this.isTopic = paths.log().kind() == LogId.Kind.TOPIC;
  }

  /** The holes of a file, of which the last may be open: no line tells how many are missing. */
  record FileHoles(LogFile file, List<Hole> holes) {}

  /** Reads it all. What cannot be read is told too, and the rest goes on. */
  void run() {
    try {
      content = StatedFile.read(context.disk(), paths);
      if (content.isDamaged()) {
        findings.tell(paths.stated(), 0, 0, Kind.STATED, "neither of its two statements is whole");
      }
      files();
    } catch (UnsafeFile e) {
      findings.tell(paths.lines(), 0, 0, Kind.FILE, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      findings.tell(paths.lines(), 0, 0, Kind.FILE, "it cannot be read: " + e);
    }
  }

  private void files() throws IOException {
    new SegmentList(context, paths)
        .read()
        .forEach(entry -> listed.put(entry.firstSeq(), entry)); // before what it tells of is read
    Numbering before = Numbering.UNKNOWN;
    long checkedTo = 0; // first seq of the sealed segment checked last
    for (int look = 0; look < LogView.MAX_LOOKS; look++) {
      view.refresh();
      LogLayout layout = view.layout();
      stated(layout, look);
      if (look == 0) {
        beginning(layout);
      }
      List<Segment> sealed = layout.sealed();
      for (int i = 0; i < sealed.size(); i++) {
        if (sealed.get(i).firstSeq() > checkedTo) {
          checkedTo = sealed.get(i).firstSeq();
          before = sealed(layout, i, before, afterSealed(layout, i));
        }
      }
      OwnFile active = view.openActive();
      if (active != null && !active.isMissing()) {
        try (active) {
          Numbering start = before.certain() ? before : layout.start().after(before);
          LogFile file = new LogFile(paths.lines(), paths.blocks(), false);
          file(file, active, start, layout, Numbering.UNKNOWN);
        }
        return;
      }
      if (!view.hasActive()) {
        return;
      }
      // Rolled since we looked: its lines are in a sealed segment by now.
    }
  }

  private void stated(LogLayout layout, int look) {
    StatedFacts facts = content.facts();
    if (look == 0 && layout.state() == LogLayout.State.LOST && !content.isDamaged()) {
      String what =
          facts == null
              ? "nothing is stated, and the file behind the sealed segments is gone"
              : "it was in use at seq %d, but its file is gone or was replaced"
                  .formatted(facts.bounds().highestSeq());
      findings.tell(paths.stated(), 0, 0, Kind.STATED, what);
    }
  }

  /** Files may be missing before the first. */
  private void beginning(LogLayout layout) throws IOException {
    // Read after the segments were listed: a deletion is stated before they are taken away.
    StatedFacts facts = StatedFile.read(context.disk(), paths).facts();
    boolean isSealed = !layout.sealed().isEmpty();
    if (facts == null || (!isSealed && !layout.start().certain())) {
      return;
    }
    long before = isSealed ? layout.sealed().get(0).firstSeq() - 1 : layout.start().lastSeq();
    long deletedToSeq = Math.max(facts.bounds().deletedToSeq(), layout.stated().deletedToSeq());
    long known = Math.max(deletedToSeq, layout.foreign().lines());
    if (before > known) {
      Path file = isSealed ? layout.sealed().get(0).lines() : paths.lines();
      String what = "seq %d to %d are missing".formatted(known + 1, before);
      findings.tell(file, 0, known + 1, Kind.MISSING, what);
      missingToSeq = before;
    }
  }

  /** Numbering behind a sealed segment; not certain if nothing tells. */
  private Numbering afterSealed(LogLayout layout, int place) throws IOException {
    List<Segment> sealed = layout.sealed();
    return place + 1 < sealed.size() ? segments.start(sealed, place + 1) : layout.start();
  }

  private Numbering sealed(LogLayout layout, int place, Numbering before, Numbering next)
      throws IOException {
    Segment segment = layout.sealed().get(place);
    Numbering start = before.certain() ? before : segments.start(layout.sealed(), place);
    try (OwnFile lines = OwnFile.open(context.disk(), segment.lines(), context.maxLineBytes())) {
      return lines.isMissing() // retention took it meanwhile
          ? Numbering.UNKNOWN
          : file(new LogFile(segment.lines(), segment.blocks(), true), lines, start, layout, next);
    }
  }

  /** Reads one file; gives the numbering behind it. */
  private Numbering file(
      LogFile file, OwnFile lines, Numbering start, LogLayout layout, Numbering next)
      throws IOException {
    boolean mayGrow = !file.isSealed() && !isClean();
    long end =
        mayGrow
            ? VisibleEnd.of(lines.file(), 0, lines.size(), context.maxLineBytes())
            : lines.size();
    BlockCheck blocks = BlockCheck.start(context.disk(), file, start, lines);
    RawLines raw = new RawLines(lines.file(), context.maxLineBytes(), 0);
    NumberedLines numbered = new NumberedLines(source(file, findings::tell), raw, start);
    long deletedToSeq = layout.stated().deletedToSeq();
    FileReport report = new FileReport(findings, file, deletedToSeq, blocks, numbered);
    LineWalk walk = report.walk();
    walk.run(end);
    if (file.isSealed()) {
      report.endOfSealed(lines.size(), next);
    } else {
      endOfActive(lines, report, layout);
    }
    report.undecidedIsDamage();
    if (!report.holes().isEmpty()) {
      holes.add(new FileHoles(file, List.copyOf(report.holes())));
    }
    summary(file, lines, blocks, report.holes().isEmpty());
    listed(file, start, blocks);
    lastFile = file;
    this.end = walk.end();
    this.endsInGroup = walk.endsInGroup();
    boolean followed = !next.certain() || next.lastSeq() == walk.lastSeq();
    return followed ? walk.end() : new Numbering(0, 0, walk.end().checksummed(), false);
  }

  /** Tells what is wrong with a file's block summary, or with the file although its lines fit. */
  private void summary(LogFile file, OwnFile lines, BlockCheck blocks, boolean isWhole)
      throws IOException {
    String difference = blocks.difference(lines);
    if (difference != null) {
      wrongBlocks.add(file.blocks());
      // Never synced: after a power cut anything may stand in it.
      if (isClean()) {
        findings.tell(file.blocks(), 0, blocks.differentSeq(), Kind.INDEX, difference);
      }
    }
    if (isWhole && blocks.isOtherSegment()) {
      String what = "bytes of the sealed segment changed that no checksum of a line covers";
      findings.tell(file.lines(), 0, 0, Kind.SEGMENT, what);
      otherSegments.add(file.blocks());
    }
  }

  /** Tells if the list of segments is wrong about one. */
  private void listed(LogFile file, Numbering start, BlockCheck blocks) {
    Block entry = file.isSealed() ? listed.get(start.lastSeq() + 1) : null;
    if (entry != null && !blocks.fits(entry)) {
      if (!wrongBlocks.contains(paths.segmentList())) {
        wrongBlocks.add(paths.segmentList());
      }
      if (isClean()) {
        String what =
            "its entry of %s does not fit the lines".formatted(file.lines().getFileName());
        findings.tell(paths.segmentList(), 0, entry.firstSeq(), Kind.INDEX, what);
      }
    }
  }

  private LogSource source(LogFile file, Consumer<Finding> passedOver) {
    Warnings warnings =
        Warnings.to(
            (path, at, reason) ->
                passedOver.accept(new Finding(paths.log(), path, at, 0, Kind.PASSED_OVER, reason)));
    LogTopic topic = isTopic ? new LogTopic(paths.log().name()) : null;
    return new LogSource(paths.log(), topic, file.lines(), false, warnings);
  }

  private void endOfActive(OwnFile lines, FileReport report, LogLayout layout) throws IOException {
    LineWalk walk = report.walk();
    StatedFacts facts = content.facts();
    boolean counts =
        layout.state() == LogLayout.State.SAME || layout.state() == LogLayout.State.ODD;
    long highest = facts == null || !counts ? 0 : facts.bounds().highestSeq();
    boolean missing = highest > walk.lastSeq();
    long doubt = report.doubtFrom();
    if (!missing && view.isUnfinished(lines, doubt, report.doubtNumbering(), doubt)) {
      report.undecidedIsUnfinished();
    } else if (walk.endsInHole() || missing) {
      Hole rest = walk.rest(lines.size());
      long fact = facts == null ? 0 : facts.bounds().highestFact();
      report.hole(
          isClean() && counts
              ? rest.endingAt(Math.max(highest, walk.lastSeq()), Math.max(fact, walk.lastFact()))
              : rest);
    } else if (walk.endsInGroup()) {
      report.brokenGroup(lines.size(), walk.lastSeq(), walk.lastFact());
    }
  }

  private boolean isClean() {
    StatedFacts facts = content.facts();
    return facts != null && facts.clean();
  }

  /** Holes that a repair must close, by file. */
  List<FileHoles> holes() {
    return holes;
  }

  /** Up to which seq all lines at the beginning are missing, 0 if none is. */
  long missingToSeq() {
    return missingToSeq;
  }

  /** The highest number that the lines or the stated facts tell, of seqs and facts. */
  long highest() {
    StatedFacts facts = content.facts();
    LogBounds stated = facts == null ? LogBounds.EMPTY : facts.bounds();
    return Math.max(
        Math.max(end.lastSeq(), end.lastFact()),
        Math.max(stated.highestSeq(), stated.highestFact()));
  }

  /** Block summaries of segments that are not what was sealed. */
  List<Path> otherSegments() {
    return otherSegments;
  }

  /** The file that holds the last lines, null if there is none. */
  @Nullable LogFile lastFile() {
    return lastFile;
  }

  /** Numbering behind the last intact line. */
  Numbering end() {
    return end;
  }

  /** Whether that line says that its group goes on. */
  boolean endsInGroup() {
    return endsInGroup;
  }

  /** Block summaries that do not fit their lines. */
  List<Path> wrongBlocks() {
    return wrongBlocks;
  }

  StatedFile.Content stated() {
    return content;
  }
}
