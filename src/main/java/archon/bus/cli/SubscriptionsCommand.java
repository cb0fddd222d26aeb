package archon.bus.cli;

import archon.bus.event.Json;
import archon.bus.member.StoredSubscriptions;
import archon.bus.subscription.NamedSubscription;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
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
    place.requireReadable();
    return StoredSubscriptions.of(place.directory());
  }

  /** Prints what is known of each. */
  private final class ListAll extends Command {
    private final Argument<Boolean> isJson =
        flag("--json", "As one JSON array, indented; next_seq is where each goes on.");

    ListAll() {
      super(
          "A table: name, topics, whether somebody holds it, and for each topic the seq it goes on with, which is one"
              + " above the last it has handled.");
    }

    @Override
    public Integer call() {
      Console console = cli.console();
      List<NamedSubscription> all = stored().list();
      if (isJson.value()) {
        console.out().line(PythonJson.indented(Json.of(members(all)).toString(), 0));
      } else if (all.isEmpty()) {
        console.say("No named subscriptions.");
      } else {
        table(all).forEach(console.out()::line);
      }
      return ExitCode.OK;
    }

    private static List<Map<String, Object>> members(List<NamedSubscription> all) {
      List<Map<String, Object>> members = new ArrayList<>();
      for (NamedSubscription named : all) {
        Map<String, Object> each = new LinkedHashMap<>();
        each.put("name", named.name());
        each.put("topics", named.patterns());
        each.put("live", named.isHeld());
        each.put("next_seq", new TreeMap<>(named.positions()));
        members.add(each);
      }
      return members;
    }

    private static List<String> table(List<NamedSubscription> all) {
      List<String[]> rows = new ArrayList<>();
      rows.add(new String[] {"NAME", "TOPICS", "LIVE", "NEXT SEQ"});
      for (NamedSubscription named : all) {
        rows.add(
            new String[] {
              named.name(),
              String.join(" ", named.patterns()),
              named.isHeld() ? "yes" : "no",
              nextSeqs(named.positions())
            });
      }
      return Columns.aligned(rows, Set.of());
    }

    /** Not as the positions of HTTP are written, topic:seq, where the seq is the last one seen. */
    private static String nextSeqs(Map<String, Long> positions) {
      return new TreeMap<>(positions)
          .entrySet().stream()
              .map(entry -> entry.getKey() + "=" + entry.getValue())
              .collect(Collectors.joining(" "));
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
