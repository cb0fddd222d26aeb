package archon.bus.cli;

import archon.bus.event.TopicPattern;
import archon.bus.journal.Finding;
import archon.bus.journal.Verification;

/** Checks everything that is stored. */
final class VerifyCommand extends Command {
  private final ArchonBusCli cli;

  private final Argument<TopicPattern> topic =
      option(
          "--topic",
          "TOPIC",
          new Arguments.Pattern(),
          "Only this topic, or those a pattern selects. Default: all, and all else that is stored.");

  private final Argument<Boolean> json = flag("--json", "Print one JSON object.");

  VerifyCommand(ArchonBusCli cli) {
    super(
        "Check everything that is stored: checksums, positions, indexes, snapshots. Changes nothing and works while a "
            + "node runs. Damage is told with file, byte and position, and the exit code is 3.");
    this.cli = cli;
  }

  @Override
  public Integer call() {
    PlainLogging.install(cli);
    Configuration configuration = cli.configuration();
    EventsPlace place = configuration.eventsPlace();
    place.requireReadable();
    Verification verification = Verification.of(place.directory(), configuration.journalSettings());
    FindingPrinter printer = FindingPrinter.of(cli.console().out(), json.value());
    Tally tally = new Tally(printer);
    try (Progress progress = Progress.start(cli.console(), "checking")) {
      TopicPattern wanted = topic.valueOrNull();
      if (wanted == null) {
        verification.all(tally::add, lines -> tally.lines(lines, progress));
      } else {
        verification.topics(wanted::matches, tally::add, lines -> tally.lines(lines, progress));
      }
    }
    printer.end(tally.lines, tally.damaged);
    if (tally.damaged > 0) {
      cli.console().say("archon-bus: \"archon-bus repair\" tells what can be done about it");
    }
    return tally.damaged > 0 ? ExitCode.DAMAGED : ExitCode.OK;
  }

  private static final class Tally {
    private final FindingPrinter printer;
    private long lines;
    private long damaged;

    Tally(FindingPrinter printer) {
      this.printer = printer;
    }

    void add(Finding finding) {
      printer.finding(finding);
      damaged += finding.isDamage() ? 1 : 0;
    }

    void lines(long more, Progress progress) {
      lines += more;
      progress.add(more);
    }
  }
}
