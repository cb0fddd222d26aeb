package archon.bus.cli;

import archon.bus.member.StoredSubscriptions;
import archon.bus.subscription.NamedSubscription;
import java.util.Comparator;
import java.util.List;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Named subscriptions. */
final class SubscriptionsCommand extends Command {
  private final ArchonBusCli cli;

  SubscriptionsCommand(ArchonBusCli cli) {
    super("List or delete the subscriptions that have a name (subscribe --name).");
    this.cli = cli;
    addSubcommand("list", new ListAll());
    addSubcommand("delete", new Delete());
  }

  @Override
  public Integer call() {
    throw usage("expected list or delete");
  }

  private StoredSubscriptions stored() {
    PlainLogging.install(cli);
    EventsPlace place = cli.configuration().eventsPlace();
    if (!place.exists()) {
      throw new CliFailure(
          "events directory %s (%s): expected a directory but there is none"
              .formatted(place.directory(), place.origin()));
    }
    return StoredSubscriptions.of(place.directory());
  }

  /** Prints name, topics and positions. */
  private final class ListAll extends Command {
    ListAll() {
      super("One line for each: its name, its topics and the seq it goes on with in each topic.");
    }

    @Override
    public Integer call() {
      Console console = cli.console();
      List<NamedSubscription> all = stored().list();
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
  private final class Delete extends Command {
    private final Argument<String> name =
        add(
            PositionalParamSpec.builder()
                .paramLabel("NAME")
                .required(true)
                .type(String.class)
                .description("Name of the subscription."));

    Delete() {
      super("Forget a subscription and its positions. No event is deleted.");
    }

    @Override
    public Integer call() {
      String subscription = name.value();
      if (!stored().delete(subscription)) {
        throw new CliFailure(
            "subscription %s: expected one of that name but there is none; \"archon-bus subscriptions list\" shows them"
                .formatted(subscription));
      }
      cli.console().out().line("Deleted subscription " + subscription + ".");
      return ExitCode.OK;
    }
  }
}
