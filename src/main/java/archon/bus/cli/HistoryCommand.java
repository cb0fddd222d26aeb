package archon.bus.cli;

import archon.bus.event.StoredEvent;
import archon.bus.event.TopicPattern;
import archon.bus.read.EventCursor;
import archon.bus.read.HistoryQuery;
import archon.bus.read.TopicSelection;
import java.time.Instant;
import java.util.List;

/** Queries what happened. */
final class HistoryCommand extends Command {
  private final ArchonBusCli cli;

  private final Argument<List<TopicPattern>> topics =
      options(
          "--topic",
          "TOPIC",
          new Arguments.Pattern(),
          "Only this topic, or those a pattern selects (task.*, task.>); may be repeated. Default: all.");

  private final Argument<String> id =
      option("--id", "ID", "Only the event with this id, spelled as it was published.");

  private final Argument<String> source =
      option("--source", "SOURCE", "Only events of this source.");

  private final Argument<String> correlationId =
      option("--correlation-id", "ID", "Only events with this correlation id.");

  private final Argument<Instant> since =
      option(
          "--since",
          "TIME",
          new Arguments.Time(),
          "Only events not before this time (ISO 8601; UTC where no offset stands).");

  private final Argument<Instant> until =
      option("--until", "TIME", new Arguments.Time(), "Only events before this time.");

  private final Bound bound = oneOf(new Bound());
  private final Format format = oneOf(new Format());

  /** Which end is kept. */
  static final class Bound extends Options {
    final Argument<Long> first =
        option("--limit", "N", new Arguments.Count(), "At most the first N events.").byDefault(-1L);

    final Argument<Long> last =
        option(
                "--last",
                "N",
                new Arguments.Count(),
                "At most the last N events, still in ascending order.")
            .byDefault(-1L);
  }

  /** How they are printed. */
  static final class Format extends Options {
    final Argument<Boolean> array = flag("--json", "Print one JSON array, indented.");

    final Argument<Boolean> lines = flag("--jsonl", "Print JSON Lines: one compact event a line.");
  }

  HistoryCommand(ArchonBusCli cli) {
    super("Show stored events, ordered by timestamp.");
    this.cli = cli;
  }

  @Override
  public Integer call() {
    ReadSession session = ReadSession.open(cli);
    EventSink sink = sink();
    long events = 0;
    try (EventCursor cursor = session.reads().history(query());
        Progress progress = Progress.start(cli.console(), "reading")) {
      for (StoredEvent stored = cursor.next(); stored != null; stored = cursor.next()) {
        progress.count();
        sink.event(stored);
        events++;
      }
    } finally {
      sink.end();
    }
    if (events == 0) {
      session.mentionMissing(topics.value().stream().map(TopicPattern::text).toList());
    }
    return ExitCode.OK;
  }

  private EventSink sink() {
    Output out = cli.console().out();
    if (format.array.value()) {
      return new JsonArray(out);
    }
    return format.lines.value()
        ? stored -> out.line(EventFormat.jsonLine(stored))
        : stored -> out.line(EventFormat.text(stored));
  }

  private HistoryQuery query() {
    List<TopicPattern> wanted = topics.value();
    return new HistoryQuery(
        wanted.isEmpty() ? TopicSelection.ALL : new TopicSelection(wanted),
        id.valueOrNull(),
        source.valueOrNull(),
        correlationId.valueOrNull(),
        since.valueOrNull(),
        until.valueOrNull(),
        bound.first.value(),
        bound.last.value());
  }

  /** Where events go. */
  private interface EventSink {
    void event(StoredEvent stored);

    /** Also after a failure: what was begun is ended. */
    default void end() {}
  }

  /**
   * A JSON array as Python's {@code json.dumps(events, indent=2)} prints it, without holding it.
   */
  private static final class JsonArray implements EventSink {
    private final Output out;
    private boolean begun;

    JsonArray(Output out) {
      this.out = out;
    }

    @Override
    public void event(StoredEvent stored) {
      out.text((begun ? ",\n" : "[\n") + EventFormat.pythonElement(stored));
      begun = true;
    }

    @Override
    public void end() {
      out.line(begun ? "\n]" : "[]");
    }
  }
}
