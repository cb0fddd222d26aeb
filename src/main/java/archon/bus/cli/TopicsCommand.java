package archon.bus.cli;

import archon.bus.read.TopicReport;
import archon.bus.read.TopicReports;
import java.util.List;

/** Lists topics. */
final class TopicsCommand extends Command {
  private final ArchonBusCli cli;

  private final Argument<Boolean> isLong =
      flag(
          "--long",
          "A table: events, bytes, first and last seq, earliest and latest time, how durable, and health as far "
              + "as it can be told without reading every line.");

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
      List<String> lines = isLong.value() ? table(session) : session.reads().topics();
      (lines.isEmpty() ? List.of("No topics found.") : lines).forEach(out::line);
    }
    return ExitCode.OK;
  }

  private static List<String> table(ReadSession session) {
    List<TopicReport> reports = TopicReports.of(session.journal()).all();
    return reports.isEmpty() ? List.of() : TopicTable.lines(reports);
  }
}
