package archon.bus.cli;

import archon.bus.event.StoredEvent;
import archon.bus.event.TopicPattern;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Follows topics. */
@Command(
    name = "subscribe",
    description = "Print events as they are published, until Ctrl-C.",
    mixinStandardHelpOptions = true)
final class SubscribeCommand implements Callable<Integer> {
  @ParentCommand ArchonBusCli cli;
  @Spec CommandSpec spec;

  @Option(
      names = "--topic",
      required = true,
      paramLabel = "TOPIC",
      converter = Arguments.Pattern.class,
      description = "Topic, or a pattern (task.*, task.>) that also selects topics created later.")
  TopicPattern topic = TopicPattern.ALL;

  @ArgGroup StartOptions start = new StartOptions();

  @Option(
      names = "--count",
      paramLabel = "N",
      converter = Arguments.Count.class,
      description = "End after N events.")
  @Nullable Long count;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "0.025",
      description = "Time between two looks at the files. Default: 0.025.")
  double intervalSeconds;

  private long printed;

  @Override
  public Integer call() throws InterruptedException {
    if (!(intervalSeconds >= 0.001 && intervalSeconds <= 3600)) {
      throw new ParameterException(
          spec.commandLine(),
          "--interval: expected 0.001 to 3600 seconds but found " + intervalSeconds);
    }
    ReadSession session = ReadSession.openAnyway(cli);
    Console console = cli.console();
    try (Interruption interruption = Interruption.install(() -> console.say("\nUnsubscribed."));
        Follower follower =
            Follower.start(session.reads(), topic, start.position(), console::say)) {
      console.say("Listening on topic: " + topic + " (Ctrl+C to stop)");
      while (!interruption.isRequested() && isMoreWanted()) {
        boolean any = follower.poll(this::print);
        if (!any) {
          interruption.await(Math.round(intervalSeconds * 1_000));
        }
      }
      return follower.metDamage() ? ExitCode.DAMAGED : ExitCode.OK;
    }
  }

  private boolean isMoreWanted() {
    return count == null || printed < count;
  }

  private boolean print(StoredEvent stored) {
    cli.console().out().line(EventFormat.pythonLine(stored));
    cli.console().out().flush();
    printed++;
    return isMoreWanted();
  }
}
