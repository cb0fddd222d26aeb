package archon.bus.cli;

import archon.bus.event.StoredEvent;
import archon.bus.event.TopicPattern;
import archon.bus.read.EventCursor;
import archon.bus.read.HistoryQuery;
import archon.bus.read.TopicSelection;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Queries what happened. */
@Command(
    name = "history",
    description = "Show stored events, ordered by timestamp.",
    mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
  @ParentCommand ArchonBusCli cli;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      converter = Arguments.Pattern.class,
      description =
          "Only this topic, or those a pattern selects (task.*, task.>); may be repeated. Default: all.")
  List<TopicPattern> topics = List.of();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "Only the event with this id, spelled as it was published.")
  @Nullable String id;

  @Option(names = "--source", paramLabel = "SOURCE", description = "Only events of this source.")
  @Nullable String source;

  @Option(
      names = "--correlation-id",
      paramLabel = "ID",
      description = "Only events with this correlation id.")
  @Nullable String correlationId;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = Arguments.Time.class,
      description = "Only events not before this time (ISO 8601; UTC where no offset stands).")
  @Nullable Instant since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = Arguments.Time.class,
      description = "Only events before this time.")
  @Nullable Instant until;

  @ArgGroup Bound bound = new Bound();
  @ArgGroup Format format = new Format();

  /** Which end is kept. */
  static final class Bound {
    @Option(
        names = "--limit",
        paramLabel = "N",
        converter = Arguments.Count.class,
        description = "At most the first N events.")
    long first = -1;

    @Option(
        names = "--last",
        paramLabel = "N",
        converter = Arguments.Count.class,
        description = "At most the last N events, still in ascending order.")
    long last = -1;
  }

  /** How they are printed. */
  static final class Format {
    @Option(names = "--json", description = "Print one JSON array, indented.")
    boolean array;

    @Option(names = "--jsonl", description = "Print JSON Lines: one compact event a line.")
    boolean lines;
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
      session.mentionMissing(topics.stream().map(TopicPattern::text).toList());
    }
    return ExitCode.OK;
  }

  private EventSink sink() {
    Output out = cli.console().out();
    if (format.array) {
      return new JsonArray(out);
    }
    return format.lines
        ? stored -> out.line(EventFormat.jsonLine(stored))
        : stored -> out.line(EventFormat.text(stored));
  }

  private HistoryQuery query() {
    TopicSelection selection = topics.isEmpty() ? TopicSelection.ALL : new TopicSelection(topics);
    return new HistoryQuery(
        selection, id, source, correlationId, since, until, bound.first, bound.last);
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
