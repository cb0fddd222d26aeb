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
            + " named subscriptions are behind.",
        "If that process does not answer within 3 s (or archon.bus.node.timeout, if shorter), all else is told and the"
            + " exit code is 1.");
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
    Holder holder = Holder.of(directory, timeout);
    StatusReport report =
        new StatusReport(
            directory, holder, TopicReports.of(session.journal()).all(), subscriptions);
    Output out = cli.console().out();
    if (isJson.value()) {
      out.line(report.json());
    } else {
      report.lines().forEach(out::line);
    }
    if (holder.problem() == null) {
      return ExitCode.OK;
    }
    out.flush();
    cli.console()
        .say("archon-bus: no answer from whoever holds the directory: " + holder.problem());
    return ExitCode.FAILED;
  }
}
