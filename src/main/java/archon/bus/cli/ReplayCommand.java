package archon.bus.cli;

import archon.bus.event.TopicPattern;
import archon.bus.read.EventCursor;
import archon.bus.read.PacedReplay;
import archon.bus.read.ReplayQuery;
import archon.bus.read.ReplayTimeline;
import archon.bus.read.TopicSelection;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Plays what happened again. */
@Command(
    name = "replay",
    description = "Print stored events again, in the rhythm in which they happened.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  @ParentCommand ArchonBusCli cli;
  @Spec CommandSpec spec;

  @Option(
      names = "--topic",
      required = true,
      paramLabel = "TOPIC",
      converter = Arguments.Pattern.class,
      description = "Topic, or a pattern; several topics are merged by time. May be repeated.")
  List<TopicPattern> topics = List.of();

  @Option(
      names = "--since",
      required = true,
      paramLabel = "TIME",
      converter = Arguments.Time.class,
      description = "From this time on (ISO 8601; UTC where no offset stands).")
  Instant since = Instant.EPOCH;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Arguments.Time.class,
      description = "Up to, not including, this time.")
  @Nullable Instant until;

  @Option(
      names = "--speed",
      paramLabel = "X",
      defaultValue = "1.0",
      description =
          "10 is ten times faster than it happened, 0 does not wait at all. Default: 1.0.")
  double speed;

  @Override
  public Integer call() throws InterruptedException {
    requireSpeed();
    ReadSession session = ReadSession.open(cli);
    ReplayQuery query = new ReplayQuery(new TopicSelection(topics), since, until);
    Output out = cli.console().out();
    long events;
    try (EventCursor cursor = session.reads().replay(query);
        Progress progress = Progress.start(cli.console(), "replaying")) {
      PacedReplay replay = PacedReplay.create(cursor, speed);
      OutputGuard guard = new OutputGuard(replay);
      events =
          replay.run(
              stored ->
                  guard.write(
                      () -> {
                        progress.count();
                        out.line("[REPLAY] " + EventFormat.pythonLine(stored));
                        if (speed > 0) {
                          out.flush();
                        }
                      }));
      guard.rethrow();
    }
    out.line("\nReplayed " + events + " events.");
    if (events == 0) {
      session.mentionMissing(topics.stream().map(TopicPattern::text).toList());
    }
    return ExitCode.OK;
  }

  private void requireSpeed() {
    try {
      ReplayTimeline.requireSpeed(speed);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), "--speed: " + e.getMessage());
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
