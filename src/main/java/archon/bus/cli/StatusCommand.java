package archon.bus.cli;

import archon.bus.guest.NodeSettings;
import archon.bus.member.StoredSubscriptions;
import archon.bus.read.TopicReports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Tells who holds the directory, and what is in it. */
final class StatusCommand extends Command {
  private final ArchonBusCli cli;

  private final Argument<Boolean> isJson = flag("--json", "As one JSON object, indented.");

  StatusCommand(ArchonBusCli cli) {
    super(
        "Tell which process holds the events directory and serves it, since when, its guests, the topics, and how far"
            + " named subscriptions are behind.");
    this.cli = cli;
  }

  @Override
  public Integer call() {
    ReadSession session = ReadSession.open(cli);
    Path directory = session.place().directory();
    Duration timeout = cli.configuration().section("node", NodeSettings::from).timeout();
    List<SubscriptionLag> subscriptions =
        StoredSubscriptions.of(directory).list().stream()
            .map(named -> SubscriptionLag.of(named, session.reads()))
            .toList();
    StatusReport report =
        new StatusReport(
            directory,
            Holder.of(directory, timeout),
            TopicReports.of(session.journal()).all(),
            subscriptions);
    Output out = cli.console().out();
    if (isJson.value()) {
      out.line(report.json());
    } else {
      report.lines().forEach(out::line);
    }
    return ExitCode.OK;
  }
}
