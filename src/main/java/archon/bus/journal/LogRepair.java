package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a damaged topic usable again, or tells what that would take. Nothing is thrown away: what
 * is replaced is kept in quarantine first.
 */
final class LogRepair {
  private final ReadContext context;
  private final LogPaths paths;
  private final Path snapshots;
  private final boolean confirmed;
  private final Consumer<RepairStep> steps;
  private final Quarantine quarantine;

  LogRepair(
      ReadContext context,
      LogPaths paths,
      Path snapshots,
      boolean confirmed,
      Consumer<RepairStep> steps) {
    this.context = context;
    this.paths = paths;
    this.snapshots = snapshots;
    this.confirmed = confirmed;
    this.steps = steps;
    this.quarantine = new Quarantine(context, paths);
  }

  /** Opens the log for writing and releases it: recovers it, or says why that is impossible. */
  interface Opener {
    void openAndRelease();
  }

  void run(Opener opener) throws IOException {
    LogCheck check = check();
    if (check.stated().isDamaged()) {
      // With a line left the lines tell the numbers, else they are stated anew below.
      step(paths.stated(), "move the damaged statement to quarantine");
    }
    if (confirmed) {
      new SegmentList(context, paths).delete(); // before what it tells of changes
      makeOpenable(check, opener);
      check = check();
    } else if (needsNumbers(check)) {
      step(paths.stated(), "state numbers that go on at a safe distance");
    }
    closeHoles(check);
    for (Path blocks : check.wrongBlocks()) {
      step(blocks, "delete the block summary; it is made anew from the lines");
      deleteDerived(blocks);
    }
    for (Path blocks : check.otherSegments()) {
      step(blocks, "move to quarantine what was noted of the segment; it stays as it is now");
      if (confirmed) {
        quarantine.move(blocks);
      }
    }
    if (check.missingToSeq() > 0) {
      step(paths.stated(), "state that seq 1 to %d are gone".formatted(check.missingToSeq()));
      stateGone(check.missingToSeq());
    }
    for (Path snapshot : Verification.damagedCheckedFiles(context, snapshots)) {
      step(snapshot, "move the damaged snapshot to quarantine; it is made anew");
      if (confirmed) {
        quarantine.move(snapshot);
      }
    }
  }

  private LogCheck check() {
    LogCheck check = new LogCheck(context, paths, finding -> {}, lines -> {});
    check.run();
    return check;
  }

  private boolean needsNumbers(LogCheck check) throws IOException {
    LogLayout.State state = layout(check.stated()).state();
    return state == LogLayout.State.LOST
        || isBehindSnapshot(check)
        || check.holes().stream().anyMatch(file -> lastOf(file.holes()).isOpen());
  }

  private LogLayout layout(StatedFile.Content content) throws IOException {
    try (OwnFile own = OwnFile.open(context.disk(), paths.lines(), context.maxLineBytes())) {
      return LogLayout.of(content, own, Segment.list(context.disk(), paths));
    }
  }

  private void makeOpenable(LogCheck check, Opener opener) throws IOException {
    long safe = new HighestNumbers(context, paths).safe(check.highest(), snapshots);
    if (check.stated().isDamaged()) {
      quarantine.move(paths.stated());
    }
    boolean hasLines = check.lastFile() != null;
    if (check.stated().isDamaged() && !hasLines) {
      stateNumbers(safe, null);
    }
    if (isBehindSnapshot(check) || !opens(opener)) {
      step(
          paths.stated(),
          String.format(
              Locale.ROOT,
              "state that numbers go on behind %d, %,d above the highest known",
              safe,
              HighestNumbers.DISTANCE));
      goOnBehind(safe, check);
      opener.openAndRelease();
    }
  }

  private static boolean opens(Opener opener) {
    try {
      opener.openAndRelease();
      return true;
    } catch (StatedFactsLost | DamagedLog e) {
      return false;
    }
  }

  /** Whether a topic's snapshot shows that higher numbers were given than anything else tells. */
  private boolean isBehindSnapshot(LogCheck check) throws IOException {
    return new HighestNumbers(context, paths).inTopicSnapshots(snapshots) > check.highest();
  }

  /** Ends the log's last file with a mark up to {@code safe}, and states that number. */
  private void goOnBehind(long safe, LogCheck check) throws IOException {
    LogFile last = check.lastFile();
    boolean replaced =
        last != null && !last.isSealed() && layout(check.stated()).state() == LogLayout.State.LOST;
    if (last == null || replaced) {
      stateNumbers(safe, check.stated().facts());
      return;
    }
    List<Hole> holes = holesOf(check, last);
    long size = size(last.lines());
    Hole open =
        !holes.isEmpty() && lastOf(holes).isOpen()
            ? holes.remove(holes.size() - 1)
            : new Hole(check.end().lastSeq() + 1, safe, safe, false, List.of(), size);
    if (check.endsInGroup()) {
      holes.add(open.endingAt(open.firstSeq(), check.end().lastFact())); // the group ends there
      open = new Hole(open.firstSeq() + 1, safe, safe, false, List.of(), size);
    }
    holes.add(open.endingAt(safe, safe));
    new FileRepair(context, paths).close(last.lines(), holes);
    deleteDerived(last.blocks());
    if (last.isSealed()) {
      stateNumbers(safe, check.stated().facts());
    } else {
      restate(safe);
    }
  }

  private static List<Hole> holesOf(LogCheck check, LogFile file) {
    List<Hole> holes = new ArrayList<>();
    for (LogCheck.FileHoles holed : check.holes()) {
      if (holed.file().lines().equals(file.lines())) {
        holes.addAll(holed.holes());
      }
    }
    return holes;
  }

  private void closeHoles(LogCheck check) throws IOException {
    for (LogCheck.FileHoles holed : check.holes()) {
      Path file = holed.file().lines();
      for (Hole hole : holed.holes()) {
        step(file, describe(hole));
      }
      if (confirmed && !lastOf(holed.holes()).isOpen()) {
        Path kept = new FileRepair(context, paths).close(file, holed.holes());
        step(file, "keep the file as it was as " + kept);
        deleteDerived(holed.file().blocks());
        if (!holed.file().isSealed()) {
          restate(0);
        }
      }
    }
  }

  private static String describe(Hole hole) {
    long bytes = hole.damaged().stream().mapToLong(extent -> extent.to() - extent.from()).sum();
    String where = String.format(Locale.ROOT, "%,d bytes at byte %d", bytes, hole.byteOffset());
    if (hole.lastSeq() < hole.firstSeq()) {
      return "blank " + where + ", which belong to no line";
    }
    String seqs =
        hole.isOpen()
            ? "from %d on".formatted(hole.firstSeq())
            : "%d to %d".formatted(hole.firstSeq(), hole.lastSeq());
    return bytes == 0
        ? "mark that seq %s are lost".formatted(seqs)
        : "replace %s by a mark that seq %s are lost".formatted(where, seqs);
  }

  /** The active file was written anew: states what it is now, and at least these numbers. */
  private void restate(long atLeast) throws IOException {
    StatedFacts facts = StatedFile.read(context.disk(), paths).facts();
    if (facts == null) {
      return; // the lines tell
    }
    try (OwnFile own = OwnFile.open(context.disk(), paths.lines(), context.maxLineBytes())) {
      LogBounds bounds = facts.bounds();
      state(
          new StatedFacts(
              facts.generation() + 1,
              new LogBounds(
                  Math.max(bounds.highestFact(), atLeast),
                  Math.max(bounds.highestSeq(), atLeast),
                  bounds.deletedToFact(),
                  bounds.deletedToSeq()),
              facts.base(),
              true,
              own.size(),
              OwnFile.keyText(own.key()),
              FileHead.read(own.file(), own.size()),
              facts.begunMillis(),
              facts.foreign()));
    }
  }

  /** There is no active file to go on in: the next one begins behind {@code safe}. */
  private void stateNumbers(long safe, @Nullable StatedFacts facts) throws IOException {
    boolean hasSealed = !Segment.list(context.disk(), paths).isEmpty();
    LogBounds before = facts == null ? LogBounds.EMPTY : facts.bounds();
    state(
        new StatedFacts(
            facts == null ? 1 : facts.generation() + 1,
            new LogBounds(
                safe,
                safe,
                hasSealed ? before.deletedToFact() : safe,
                hasSealed ? before.deletedToSeq() : safe),
            new StatedFacts.Base(safe, safe),
            true,
            StatedFacts.NO_FILE,
            "",
            FileHead.NONE,
            0,
            facts == null ? StatedFacts.Foreign.NONE : facts.foreign()));
  }

  private void stateGone(long seq) throws IOException {
    StatedFacts facts = StatedFile.read(context.disk(), paths).facts();
    if (confirmed && facts != null) {
      LogBounds bounds = facts.bounds();
      state(
          new StatedFacts(
              facts.generation() + 1,
              new LogBounds(bounds.highestFact(), bounds.highestSeq(), bounds.deletedToFact(), seq),
              facts.base(),
              facts.clean(),
              facts.length(),
              facts.fileKey(),
              facts.head(),
              facts.begunMillis(),
              facts.foreign()));
    }
  }

  private void state(StatedFacts facts) throws IOException {
    new StatedFile(context.disk(), paths, context.settings()).write(facts);
  }

  private void deleteDerived(Path blocks) throws IOException {
    if (confirmed) {
      BlockFile.delete(context.disk(), blocks);
    }
  }

  private long size(Path file) throws IOException {
    Disk.Facts facts = context.disk().stat(file);
    return facts == null ? 0 : facts.size();
  }

  private static Hole lastOf(List<Hole> holes) {
    return holes.get(holes.size() - 1);
  }

  private void step(Path file, String what) {
    steps.accept(new RepairStep(paths.log(), file, what, false));
  }
}
