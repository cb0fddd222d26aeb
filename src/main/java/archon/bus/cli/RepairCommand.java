package archon.bus.cli;

import archon.bus.event.TopicPattern;
import archon.bus.journal.JournalSettings;
import archon.bus.journal.LogId;
import archon.bus.journal.Repair;
import archon.bus.journal.RepairStep;
import java.time.Duration;

/** Makes damaged topics usable again. */
final class RepairCommand extends Command {
  private static final Duration LOCK_WAIT = Duration.ofSeconds(5); // as for publish and clear

  private final ArchonBusCli cli;

  private final Argument<TopicPattern> topic =
      option(
          "--topic",
          "TOPIC",
          new Arguments.Pattern(),
          "Only this topic, or those a pattern selects. Default: all.");

  private final Argument<Boolean> confirmed =
      flag("--confirm", "Do it. No node may run meanwhile.");

  private int steps;
  private int left;

  RepairCommand(ArchonBusCli cli) {
    super(
        "Tell what can be done about damage and, with --confirm, do it: lines that cannot be read are replaced by marks, "
            + "so that readers go on behind them, and the topic takes events again. What was there is kept in "
            + ".archon-bus/quarantine; nothing is discarded.");
    this.cli = cli;
  }

  @Override
  public Integer call() {
    PlainLogging.install(cli);
    Configuration configuration = cli.configuration();
    EventsPlace place = configuration.eventsPlace();
    place.requireReadable();
    if (place.exists()) {
      run(place, configuration.journalSettings());
    }
    if (steps == 0 && left == 0) {
      cli.console().out().line("no damage");
      return ExitCode.OK;
    }
    if (!confirmed.value() && steps > 0) {
      cli.console().say("archon-bus: nothing was changed; --confirm does what is told above");
    }
    return confirmed.value() && left == 0 ? ExitCode.OK : ExitCode.DAMAGED;
  }

  private void run(EventsPlace place, JournalSettings settings) {
    TopicPattern wanted = topic.valueOrNull();
    try (Repair repair =
            confirmed.value()
                ? Repair.confirmed(place.directory(), settings, LOCK_WAIT)
                : Repair.proposal(place.directory(), settings);
        Progress progress = Progress.start(cli.console(), "checking")) {
      repair.run(wanted == null ? null : wanted::matches, this::print, progress::add);
    }
  }

  private void print(RepairStep step) {
    String beginning = step.isLeft() ? "left: " : confirmed.value() ? "done: " : "to do: ";
    steps += step.isLeft() ? 0 : 1;
    left += step.isLeft() ? 1 : 0;
    LogId log = step.log();
    String of =
        log == null
            ? ""
            : (log.kind() == LogId.Kind.TOPIC ? ", topic " : ", persistence id ") + log.name();
    cli.console().out().line(beginning + step.file() + of + ": " + step.what());
  }
}
