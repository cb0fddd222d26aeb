package archon.bus.journal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what of a topic's lines in foreign files has its place in the topic already. */
final class ForeignRecovery {
  private final ReadContext context;
  private final LogPaths paths;

  ForeignRecovery(ReadContext context, LogPaths paths) {
    this.context = context;
    this.paths = paths;
  }

  /** What is stated, and what the log's own lines show to be taken since. */
  StatedFacts.Foreign taken(@Nullable StatedFacts facts, LogLayout layout, OwnFile own)
      throws IOException {
    if (paths.foreign() == null) {
      return StatedFacts.Foreign.NONE;
    }
    if (facts == null) {
      return adopted(layout, own);
    }
    if (ForeignFiles.of(context.disk(), paths).isEmpty()) {
      return StatedFacts.Foreign.NONE; // if there is one again, all its lines are new
    }
    StatedFacts.Foreign stated = facts.foreign();
    long taken = stated.taken();
    if (!facts.clean() || layout.state() == LogLayout.State.ROLLED) {
      boolean rolled = layout.state() == LogLayout.State.ROLLED;
      Segment last = layout.lastSealed();
      if (rolled && last != null) {
        try (OwnFile file = open(last)) {
          taken = Math.max(taken, takenIn(file, facts.length()));
        }
      }
      taken = Math.max(taken, takenIn(own, rolled ? 0 : facts.length()));
    }
    return new StatedFacts.Foreign(stated.lines(), taken, stated.bytes());
  }

  /**
   * Nothing is stated: all lines there are adopted, unless own lines show that some were before.
   */
  private StatedFacts.Foreign adopted(LogLayout layout, OwnFile own) throws IOException {
    ForeignScans scans = new ForeignScans(context, paths);
    scans.refreshFirst(layout.foreign().lines());
    long lines = scans.end().lastSeq();
    if (layout.foreign().lines() == Long.MAX_VALUE) {
      return new StatedFacts.Foreign(lines, lines, ForeignFiles.bytes(context.disk(), paths));
    }
    long taken = Math.max(lines, takenIn(own, 0));
    List<Segment> sealed = layout.sealed();
    for (Segment segment : sealed) {
      try (OwnFile file = open(segment)) {
        taken = Math.max(taken, takenIn(file, 0));
      }
    }
    return new StatedFacts.Foreign(lines, taken, 0);
  }

  private OwnFile open(Segment segment) throws IOException {
    return OwnFile.open(context.disk(), segment.lines(), context.maxLineBytes());
  }

  /** The highest count that an intact line behind {@code from} tells, 0 if none does. */
  private long takenIn(OwnFile file, long from) throws IOException {
    long taken = 0;
    if (file.isMissing() || from >= file.size()) {
      return taken;
    }
    RawLines lines = new RawLines(file.file(), context.maxLineBytes(), Math.max(0, from));
    while (lines.next(file.size())) {
      byte[] line = lines.buffer();
      boolean intact =
          !lines.isTooLong()
              && LineCodec.isSealed(line, lines.from(), lines.to())
              && LineCodec.computedCrc(line, lines.from(), lines.to())
                  == LineCodec.storedCrc(line, lines.to());
      LineMembers members = intact ? LineMembers.read(line, lines.from(), lines.to()) : null;
      taken = members == null ? taken : Math.max(taken, members.taken());
    }
    return taken;
  }
}
