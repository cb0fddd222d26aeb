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
    List<String> topics = session.reads().topics();
    Output out = cli.console().out();
    if (isJson) {
      out.line(TopicTable.json(reports(session, topics)));
    } else if (topics.isEmpty()) {
      out.line("No topics found.");
    } else if (isLong) {
      TopicTable.lines(reports(session, topics)).forEach(out::line);
    } else {
      topics.forEach(out::line);
    }
    return ExitCode.OK;
  }

  private static List<TopicReport> reports(ReadSession session, List<String> topics) {
    TopicReports reports = TopicReports.of(session.journal());
    return topics.stream().map(reports::report).toList();
  }
}
