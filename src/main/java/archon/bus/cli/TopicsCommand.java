package archon.bus.cli;

import archon.bus.journal.JournalException;
import archon.bus.read.TopicReport;
import archon.bus.read.TopicReports;
import java.util.ArrayList;
import java.util.List;

/** Lists topics. */
final class TopicsCommand extends Command {
  private static final List<String> NONE = List.of("No topics found.");

  private final ArchonBusCli cli;

  private final Argument<Boolean> isLong =
      flag(
          "--long",
          "A table: events, bytes, first and last seq, earliest and latest time, archon.bus.journal.sync "
              + "(batch: on disk once stored), and health as far as it can be told without reading every line.");

  private final Argument<Boolean> isJson = flag("--json", "The same as one JSON array, indented.");

  TopicsCommand(ArchonBusCli cli) {
    super("List the topics that hold events.");
    this.cli = cli;
  }

  @Override
  public Integer call() {
    ReadSession session = ReadSession.open(cli);
    Output out = cli.console().out();
    if (isJson.value()) {
      out.line(TopicTable.json(TopicReports.of(session.journal()).all()));
    } else {
      List<JournalException> unreadable = new ArrayList<>();
      List<String> lines =
          isLong.value() ? table(session) : List.copyOf(session.journal().topics(unreadable::add));
      (lines.isEmpty() && unreadable.isEmpty() ? NONE : lines).forEach(out::line);
      tell(unreadable);
    }
    return ExitCode.OK;
  }

  /** As a query over several topics does. */
  private static void tell(List<JournalException> unreadable) {
    if (!unreadable.isEmpty()) {
      JournalException first = unreadable.get(0);
      unreadable.stream().skip(1).forEach(first::addSuppressed);
      throw first;
    }
  }

  private static List<String> table(ReadSession session) {
    List<TopicReport> reports = TopicReports.of(session.journal()).all();
    return reports.isEmpty() ? List.of() : TopicTable.lines(reports);
  }
}
