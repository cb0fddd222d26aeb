package archon.bus.cli;

import archon.bus.event.TopicPattern;
import archon.bus.topic.ClearLimit;
import archon.bus.topic.ClearRequest;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Deletes events. */
final class ClearCommand extends Command {
  private final ArchonBusCli cli;

  private final Argument<TopicPattern> topic =
      option(
          "--topic", "TOPIC", new Arguments.Pattern(), "Topic, or a pattern. Default: all topics.");

  private final Argument<ClearLimit> before =
      option(
              "--before",
              "TIME|SEQ",
              new Arguments.Limit(),
              "Only what comes before: with digits only, the events with a seq below; with a time, those in front "
                  + "of the first event that is not before it, so that older ones behind a newer one stay.")
          .byDefault(ClearLimit.All.INSTANCE);

  private final Argument<Boolean> confirmed = flag("--confirm", "Do not ask, as in a script.");

  private final Argument<Boolean> isDryRun =
      flag("--dry-run", "Tell what would be deleted, and delete nothing.");

  ClearCommand(ArchonBusCli cli) {
    super(
        "Delete the events stored so far; later ones go on with the next position.",
        "Asks before; any answer but y deletes nothing, and the exit code is 1.");
    this.cli = cli;
  }

  @Override
  public Integer call() throws IOException {
    TopicPattern wanted = topic.valueOrNull();
    ClearRequest request =
        new ClearRequest(wanted == null ? TopicPattern.ALL : wanted, before.value());
    if (isDryRun.value()) {
      new ClearPreview(ReadSession.open(cli).journal(), cli.console().out()).print(request);
      return ExitCode.OK;
    }
    PlainLogging.install(cli);
    Configuration configuration = cli.configuration();
    EventsPlace place = configuration.eventsPlace();
    place.requireReadable();
    Output out = cli.console().out();
    if (!confirmed.value() && !confirms(wanted)) {
      out.line("Aborted.");
      return ExitCode.FAILED; // a script must not take it for done
    }
    long events = place.exists() ? clear(request) : 0;
    out.line(
        wanted == null
            ? "Cleared %d total events.".formatted(events)
            : "Cleared %d events from topic '%s'.".formatted(events, wanted));
    return ExitCode.OK;
  }

  private long clear(ClearRequest request) {
    List<String> topics = ReadSession.open(cli).reads().topics();
    return new DirectoryWriter(cli.configuration()).clear(request, topics).events();
  }

  private boolean confirms(@Nullable TopicPattern wanted) throws IOException {
    Console console = cli.console();
    console.err().print("%s%s? [y/N] ".formatted(what(wanted), upTo()));
    console.err().flush();
    String answer = console.readLine();
    if (answer == null) {
      console.say("");
      throw new CliFailure(
          "clear: expected an answer but standard input is at its end; nothing was cleared, --confirm does it without asking");
    }
    return answer.toLowerCase(Locale.ROOT).equals("y");
  }

  private static String what(@Nullable TopicPattern wanted) {
    return wanted == null
        ? "Clear ALL events"
        : "Clear all events for topic '%s'".formatted(wanted);
  }

  private String upTo() {
    if (before.value() instanceof ClearLimit.BeforeSeq limit) {
      return " with a seq below " + limit.seq();
    }
    return before.value() instanceof ClearLimit.BeforeTime limit ? " before " + limit.time() : "";
  }
}
