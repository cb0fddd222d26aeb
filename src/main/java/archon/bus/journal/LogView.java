package archon.bus.journal;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The layout of a log as it is now, and its active file: as the writer in this process tells, or
 * else as the files look. Not thread-safe.
 */
final class LogView {
  /** A file can be rolled or replaced while it is looked at, but not that often in a row. */
  static final int MAX_LOOKS = 10;

  private final ReadContext context;
  private final LogPaths paths;
  private final SegmentFolder folder;
  private LogLayout layout = LogLayout.UNKNOWN;
  private @Nullable StatedFacts facts;
  private @Nullable LogEnd end;
  private String activeKey = "";
  private boolean hasActive;
  private long firstStatedSeq;

  LogView(ReadContext context, LogPaths paths) {
    this.context = context;
    this.paths = paths;
    this.folder = new SegmentFolder(context.disk(), paths);
  }

  LogLayout layout() {
    return layout;
  }

  /**
   * Those of the sealed segments that are there: what a writer tells of may have been taken away.
   */
  List<Segment> present() throws IOException {
    return end == null || layout.sealed().isEmpty() ? layout.sealed() : folder.list();
  }

  /** Whether a writer in this process tells how far the log may be read. */
  boolean isLive() {
    return end != null;
  }

  boolean hasActive() {
    return hasActive;
  }

  /** Seq of the first line of the active file, if it has one; 0 if only reading it can tell. */
  long activeFirstSeq() {
    return layout.start().certain() ? layout.start().lastSeq() + 1 : firstStatedSeq;
  }

  void refresh() throws IOException {
    end = context.ends().of(paths.log());
    if (end != null) {
      layout = end.layout();
      hasActive = end.fileKey() != null;
      return;
    }
    look();
    // What looks odd may be a roll under way in another process.
    for (int i = 0; i < MAX_LOOKS && !isSettled(); i++) {
      LogLayout before = layout;
      String keyBefore = activeKey;
      look();
      if (layout.equals(before) && activeKey.equals(keyBefore)) {
        return;
      }
    }
  }

  private boolean isSettled() {
    return layout.state() == LogLayout.State.SAME || layout.state() == LogLayout.State.NEW;
  }

  private void look() throws IOException {
    try (OwnFile file = openLines()) {
      StatedFile.Content content = StatedFile.read(context.disk(), paths);
      layout = LogLayout.of(content, file, folder.list());
      facts = content.facts();
      activeKey = String.valueOf(file.key());
      hasActive = !file.isMissing() && layout.state() != LogLayout.State.CLEARED;
      firstStatedSeq =
          hasActive && !layout.start().certain() ? Math.max(0, file.firstStatedSeq()) : 0;
    }
  }

  private OwnFile openLines() throws IOException {
    return OwnFile.open(context.disk(), paths.lines(), context.maxLineBytes());
  }

  /** The active file of the layout; null if there is none, or it is another by now. */
  @Nullable OwnFile openActive() throws IOException {
    if (!hasActive) {
      return null;
    }
    if (end != null) {
      return openLive(end);
    }
    OwnFile file = openLines();
    if (String.valueOf(file.key()).equals(activeKey)) {
      return file;
    }
    file.close();
    return null;
  }

  /** The file that a writer tells of: it may have been sealed in this moment. */
  private OwnFile openLive(LogEnd live) throws IOException {
    OwnFile file = openLines();
    if (live.isOf(file.key())) {
      return file;
    }
    file.close();
    Segment sealed = Segment.of(paths, live.layout().start().lastSeq() + 1);
    file = OwnFile.open(context.disk(), sealed.lines(), context.maxLineBytes());
    if (live.isOf(file.key())) {
      return file;
    }
    file.close();
    return OwnFile.MISSING;
  }

  /** How far the active file may be read; {@code floor} is where a group is known to begin. */
  long visibleEnd(OwnFile file, long floor) throws IOException {
    LogEnd live = end;
    if (live != null) {
      return live.length();
    }
    return wasReleased(file)
        ? file.size()
        : VisibleEnd.of(file.file(), floor, file.size(), context.maxLineBytes());
  }

  /**
   * Whether nothing was appended to a file since it was released in order: then it ended with a
   * whole group, and what is not whole at its end is damage.
   */
  private boolean wasReleased(OwnFile file) {
    StatedFacts stated = facts;
    boolean isStated =
        layout.state() == LogLayout.State.SAME || layout.state() == LogLayout.State.ODD;
    return stated != null && isStated && stated.clean() && file.size() <= stated.length();
  }

  /**
   * Whether what is wrong in the active file was never acknowledged: it is in the end that an
   * unclean stop left, and recovery will cut it.
   *
   * @param from where a group begins, before what is wrong
   */
  boolean isUnfinished(OwnFile file, LogPart.Place from, long wrongAt) throws IOException {
    return isUnfinished(file, from.byteOffset(), from.numbering(), wrongAt);
  }

  /** As above, with the numbering at {@code from}. */
  boolean isUnfinished(OwnFile file, long from, Numbering numbering, long wrongAt)
      throws IOException {
    if (end != null) {
      return false;
    }
    RawLines raw = new RawLines(file.file(), context.maxLineBytes(), from);
    LogSource source = LogSource.own(context, paths);
    NumberedLines lines = new NumberedLines(source, raw, numbering);
    LogTail tail =
        LogTail.scan(
            lines,
            numbering,
            from,
            file.size(),
            source.topic() != null,
            context.groupsShareSync(paths.log()));
    StatedFacts ofFile = layout.ofActive(facts);
    boolean isClean = ofFile != null && ofFile.clean();
    long proven = ofFile == null ? 0 : ofFile.length();
    return tail.goodEnd() <= wrongAt
        && tail.mayBeCut(facts, isClean, proven, lines.numbering().checksummed());
  }
}
