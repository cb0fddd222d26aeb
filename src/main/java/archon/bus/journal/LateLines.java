package archon.bus.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies lines that the predecessor appended to a foreign file, after the lines there had got their
 * numbers, behind the topic's own. Each copy says how many lines were taken with it ({@code
 * "taken"}), so that a crash neither loses one nor copies one twice.
 */
final class LateLines {
  /** Member of a copied line: its place among the topic's lines in foreign files, from 1. */
  static final String TAKEN = "taken";

  private static final Logger LOG = LoggerFactory.getLogger(LateLines.class);
  private static final int MAX_LINES = 1_000;
  private static final int MAX_BYTES = 1024 * 1024;

  private final ReadContext context;
  private final LogPaths paths;
  private final List<byte[]> heads = new ArrayList<>();
  private int headBytes;

  LateLines(ReadContext context, LogPaths paths) {
    this.context = context;
    this.paths = paths;
  }

  /** Copies what came since, if anything did. On a full disk that waits for the next opening. */
  void copyTo(LogWriter writer) throws IOException {
    StatedFacts.Foreign taken = writer.foreign();
    if (paths.foreign() == null || ForeignFiles.bytes(context.disk(), paths) == taken.bytes()) {
      return;
    }
    try {
      long bytes = copyAll(writer, taken);
      long copied = writer.foreign().taken() - taken.taken();
      if (copied > 0) {
        LOG.info(
            "{}: {} lines that came late to {} were copied behind the others",
            paths.lines(),
            copied,
            paths.foreign());
      }
      writer.took(new StatedFacts.Foreign(taken.lines(), writer.foreign().taken(), bytes));
      writer.stateForeign();
    } catch (DiskFull e) {
      LOG.warn("{}: late lines were not copied: {}", paths.foreign(), e.getMessage());
    }
  }

  private long copyAll(LogWriter writer, StatedFacts.Foreign taken) throws IOException {
    LogSource source = LogSource.own(context, paths);
    Numbering counted = Numbering.startingAfter(0, 0);
    long bytes = 0;
    for (Path path : ForeignFiles.of(context.disk(), paths)) {
      try (OwnFile file = OwnFile.open(context.disk(), path, context.maxLineBytes())) {
        if (file.isMissing()) {
          continue;
        }
        long end = VisibleEnd.of(file.file(), 0, file.size(), context.maxLineBytes());
        RawLines raw = new RawLines(file.file(), context.maxLineBytes(), 0);
        NumberedLines lines = new NumberedLines(source.inForeign(path), raw, counted);
        for (NumberedLines.Found found = lines.next(end);
            found != NumberedLines.Found.END;
            found = lines.next(end)) {
          if (found == NumberedLines.Found.LINE && lines.span().seq() > taken.taken()) {
            add(lines, path, writer, taken.lines());
          }
        }
        counted = lines.numbering();
        bytes += end;
      }
    }
    flush(writer, taken.lines(), counted.lastSeq());
    return bytes;
  }

  private void add(NumberedLines lines, Path path, LogWriter writer, long foreignLines) {
    byte[] head = head(lines, path);
    heads.add(head);
    headBytes += head.length;
    if (heads.size() >= MAX_LINES || headBytes >= MAX_BYTES) {
      flush(writer, foreignLines, lines.span().seq());
    }
  }

  /** The line as it stands, without its closing brace, and what makes it a copy. */
  private static byte[] head(NumberedLines lines, Path path) {
    byte[] json = lines.json();
    LineMembers members = LineMembers.read(json, 0, json.length);
    String id =
        members != null && members.hasId()
            ? ""
            : ",\"id\":\"" + JournalLine.missingId(path, lines.lineOffset()) + "\"";
    String added = id + ",\"" + TAKEN + "\":" + lines.span().seq();
    byte[] more = added.getBytes(StandardCharsets.US_ASCII);
    int end = json.length - 1; // a JSON object ends with its brace
    byte[] head = Arrays.copyOf(json, end + more.length);
    System.arraycopy(more, 0, head, end, more.length);
    return head;
  }

  private void flush(LogWriter writer, long foreignLines, long taken) {
    if (heads.isEmpty()) {
      return;
    }
    LogBounds bounds = writer.bounds();
    LineBuffer lines = new LineBuffer();
    lines.add(
        new LineGroup(bounds.highestSeq() + 1, bounds.highestFact() + 1, false, List.copyOf(heads)),
        writer.unsyncedSeq());
    heads.clear();
    headBytes = 0;
    writer.append(lines, Runnable::run);
    writer.took(new StatedFacts.Foreign(foreignLines, taken, writer.foreign().bytes()));
    writer.summarize();
    writer.sealIfDue();
  }
}
