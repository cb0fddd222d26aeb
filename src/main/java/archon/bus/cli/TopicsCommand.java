package archon.bus.cli;

import archon.bus.read.TopicReport;
import archon.bus.read.TopicReports;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Lists topics. */
@Command(
    name = "topics",
    description = "List the topics that hold events.",
    mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer> {
  @ParentCommand ArchonBusCli cli;

  @Option(
      names = "--long",
      description =
          "A table: events, bytes, first and last seq, earliest and latest time, how durable, and health as far "
              + "as it can be told without reading every line.")
  boolean isLong;

  @Option(names = "--json", description = "The same as one JSON array, indented.")
  boolean isJson;

  @Override
  public Integer call() {
    ReadSession session = ReadSession.open(cli);
    Output out = cli.console().out();
    if (isJson) {
      out.line(TopicTable.json(TopicReports.of(session.journal()).all()));
    } else {
      List<String> lines = isLong ? table(session) : session.reads().topics();
      (lines.isEmpty() ? List.of("No topics found.") : lines).forEach(out::line);
    }
    return ExitCode.OK;
  }

  private static List<String> table(ReadSession session) {
    List<TopicReport> reports = TopicReports.of(session.journal()).all();
    return reports.isEmpty() ? List.of() : TopicTable.lines(reports);
  }
}
