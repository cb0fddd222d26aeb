package archon.bus.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** Lists topics. */
@Command(
    name = "topics",
    description = "List the topics that hold events.",
    mixinStandardHelpOptions = true)
final class TopicsCommand implements Callable<Integer> {
  @ParentCommand ArchonBusCli cli;

  @Override
  public Integer call() {
    List<String> topics = ReadSession.open(cli).reads().topics();
    topics.forEach(cli.console().out()::line);
    if (topics.isEmpty()) {
      cli.console().out().line("No topics found.");
    }
    return ExitCode.OK;
  }
}
