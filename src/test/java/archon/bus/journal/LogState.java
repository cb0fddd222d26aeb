package archon.bus.journal;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What a log holds in the eyes of its user. Immutable.
 *
 * @param lines every line ever stored, also those deleted since
 */
record LogState(List<Line> lines, long deletedToSeq, long deletedToFact) {
  static final LogState EMPTY = new LogState(List.of(), 0, 0);

  /** A stored line, without the journal's own members. */
  record Line(long seq, long fact, String head) {
    static Line of(JournalLine line) {
      return new Line(line.seq(), line.fact(), new String(line.head(), StandardCharsets.UTF_8));
    }
  }

  /** Behind the lines there are: one fact of a topic, or as many of another actor as lines. */
  LineGroup nextGroup(LogId log, List<byte[]> heads) {
    boolean oneFact = log.kind() == LogId.Kind.TOPIC;
    return new LineGroup(highestSeq() + 1, highestFact() + 1, oneFact, heads);
  }

  LogState with(LineGroup group) {
    List<Line> more = new ArrayList<>(lines);
    for (int i = 0; i < group.heads().size(); i++) {
      String head = new String(group.heads().get(i), StandardCharsets.UTF_8);
      long fact = group.oneFact() ? group.fact() : group.fact() + i;
      more.add(new Line(group.firstSeq() + i, fact, head));
    }
    return new LogState(List.copyOf(more), deletedToSeq, deletedToFact);
  }

  LogState withoutFactsTo(long fact) {
    return fact <= deletedToFact ? this : new LogState(lines, lastSeqOf(fact), fact);
  }

  long lastSeqOf(long fact) {
    return lines.stream().filter(line -> line.fact() <= fact).mapToLong(Line::seq).max().orElse(0);
  }

  long highestSeq() {
    return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).seq();
  }

  long highestFact() {
    return lines.isEmpty() ? 0 : lines.get(lines.size() - 1).fact();
  }

  LogBounds bounds() {
    return new LogBounds(highestFact(), highestSeq(), deletedToFact, deletedToSeq);
  }

  List<Line> readable() {
    return lines.stream().filter(line -> line.seq() > deletedToSeq).toList();
  }
}
