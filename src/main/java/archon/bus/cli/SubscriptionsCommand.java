package archon.bus.cli;

import archon.bus.subscription.NamedSubscription;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Named subscriptions. */
@Command(
    name = "subscriptions",
    description = "List or delete the subscriptions that have a name (subscribe --name).",
    mixinStandardHelpOptions = true,
    subcommands = {SubscriptionsCommand.ListAll.class, SubscriptionsCommand.Delete.class})
final class SubscriptionsCommand implements Runnable {
  @ParentCommand ArchonBusCli cli;
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected list or delete");
  }

  private <T> T with(Function<NodeSession, T> work) {
    Configuration configuration = cli.configuration();
    EventsPlace place = configuration.eventsPlace();
    if (!place.exists()) {
      throw new CliFailure(
          "events directory %s (%s): expected a directory but there is none"
              .formatted(place.directory(), place.origin()));
    }
    try (NodeSession node = NodeSession.open(configuration, place.directory())) {
      return work.apply(node);
    }
  }

  /** Prints name, topics and positions. */
  @Command(
      name = "list",
      description =
          "One line for each: its name, its topics and the seq it goes on with in each topic.",
      mixinStandardHelpOptions = true)
  static final class ListAll implements Callable<Integer> {
    @ParentCommand SubscriptionsCommand parent;

    @Override
    public Integer call() {
      Console console = parent.cli.console();
      List<NamedSubscription> all = parent.with(NodeSession::subscriptions);
      all.stream()
          .sorted(Comparator.comparing(NamedSubscription::name))
          .map(
              named ->
                  "%s\t%s\t%s"
                      .formatted(
                          named.name(), String.join(" ", named.patterns()), named.positions()))
          .forEach(console.out()::line);
      if (all.isEmpty()) {
        console.say("No named subscriptions.");
      }
      return ExitCode.OK;
    }
  }

  /** Forgets one. */
  @Command(
      name = "delete",
      description = "Forget a subscription and its positions. No event is deleted.",
      mixinStandardHelpOptions = true)
  static final class Delete implements Callable<Integer> {
    @ParentCommand SubscriptionsCommand parent;

    @Parameters(paramLabel = "NAME", description = "Name of the subscription.")
    String name;

    @Override
    public Integer call() {
      if (!parent.with(node -> node.deleteSubscription(name))) {
        throw new CliFailure(
            "subscription %s: expected one of that name but there is none; \"archon-bus subscriptions list\" shows them"
                .formatted(name));
      }
      parent.cli.console().out().line("Deleted subscription " + name + ".");
      return ExitCode.OK;
    }
  }
}
