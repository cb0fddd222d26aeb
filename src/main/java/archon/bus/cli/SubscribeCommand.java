package archon.bus.cli;

import archon.bus.event.StoredEvent;
import archon.bus.event.TopicPattern;
import archon.bus.subscription.SubscriptionRequest;
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
      names = "--name",
      paramLabel = "NAME",
      description =
          "Remember the position under this name and go on there next time. Needs the directory's"
              + " lock, so that no other process can publish meanwhile.")
  @Nullable String name;

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
    Console console = cli.console();
    try (Interruption interruption = Interruption.install(() -> console.say("\nUnsubscribed."))) {
      return name == null ? follow(interruption) : followNamed(interruption, name);
    }
  }

  private int follow(Interruption interruption) throws InterruptedException {
    ReadSession session = ReadSession.openAnyway(cli);
    Console console = cli.console();
    try (Follower follower =
        Follower.start(session.reads(), topic, start.position(), console::say)) {
      sayListening();
      while (!interruption.isRequested() && isMoreWanted()) {
        boolean any = follower.poll(this::print);
        if (!any) {
          interruption.await(Math.round(intervalSeconds * 1_000));
        }
      }
      return follower.metDamage() ? ExitCode.DAMAGED : ExitCode.OK;
    }
  }

  private int followNamed(Interruption interruption, String subscription)
      throws InterruptedException {
    SubscriptionRequest request =
        SubscriptionRequest.topic(topic.text()).from(start.position()).named(subscription);
    try (NodeSession node = NodeSession.open(cli.configuration())) {
      sayListening();
      new NamedFollower(cli.console().out(), interruption, count).follow(node, request);
    }
    return ExitCode.OK;
  }

  private void sayListening() {
    cli.console().say("Listening on topic: " + topic + " (Ctrl+C to stop)");
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
