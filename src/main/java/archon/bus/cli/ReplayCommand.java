package archon.bus.cli;

import archon.bus.event.TopicPattern;
import archon.bus.read.EventCursor;
import archon.bus.read.PacedReplay;
import archon.bus.read.ReplayQuery;
import archon.bus.read.ReplayTimeline;
import archon.bus.read.TopicSelection;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays what happened again. */
final class ReplayCommand extends Command {
  private final ArchonBusCli cli;

  private final Argument<List<TopicPattern>> topics =
      options(
              "--topic",
              "TOPIC",
              new Arguments.Pattern(),
              "Topic, or a pattern; several topics are merged by time. May be repeated.")
          .required();

  private final Argument<Instant> since =
      option(
              "--since",
              "TIME",
              new Arguments.Time(),
              "From this time on (ISO 8601; UTC where no offset stands).")
          .required();

  private final Argument<Instant> until =
      option("--until", "TIME", new Arguments.Time(), "Up to, not including, this time.");

  private final Argument<Double> speed =
      option(
              "--speed",
              "X",
              double.class,
              "10 is ten times faster than it happened, 0 does not wait at all. Default: 1.0.")
          .byDefault(1.0);

  ReplayCommand(ArchonBusCli cli) {
    super("Print stored events again, in the rhythm in which they happened.");
    this.cli = cli;
  }

  @Override
  public Integer call() throws InterruptedException {
    requireSpeed();
    ReadSession session = ReadSession.open(cli);
    ReplayQuery query =
        new ReplayQuery(new TopicSelection(topics.value()), since.value(), until.valueOrNull());
    Output out = cli.console().out();
    long events;
    try (EventCursor cursor = session.reads().replay(query);
        Progress progress = Progress.start(cli.console(), "replaying")) {
      PacedReplay replay = PacedReplay.create(cursor, speed.value());
      OutputGuard guard = new OutputGuard(replay);
      events =
          replay.run(
              stored ->
                  guard.write(
                      () -> {
                        progress.count();
                        out.line("[REPLAY] " + EventFormat.pythonLine(stored));
                        if (speed.value() > 0) {
                          out.flush();
                        }
                      }));
      guard.rethrow();
    }
    out.line("\nReplayed " + events + " events.");
    if (events == 0) {
      session.mentionMissing(topics.value().stream().map(TopicPattern::text).toList());
    }
    return ExitCode.OK;
  }

  private void requireSpeed() {
    try {
      ReplayTimeline.requireSpeed(speed.value());
    } catch (IllegalArgumentException e) {
      throw usage("--speed: " + e.getMessage());
    }
  }

  /**
   * A replay outlives what its callback throws; an output that is gone must end it all the same.
   */
  private static final class OutputGuard {
    private final PacedReplay replay;
    private @Nullable OutputFailed failure;

    OutputGuard(PacedReplay replay) {
      this.replay = replay;
    }

    void write(Runnable writing) {
      try {
        writing.run();
      } catch (OutputFailed e) {
        failure = e;
        replay.stop();
      }
    }

    void rethrow() {
      if (failure != null) {
        throw failure;
      }
    }
  }
}
