package archon.bus.cli;

import archon.bus.event.TopicPattern;
import archon.bus.topic.ClearLimit;
import archon.bus.topic.ClearRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Deletes events. */
@Command(
    name = "clear",
    description = "Delete the events stored so far; later ones go on with the next position.",
    mixinStandardHelpOptions = true)
final class ClearCommand implements Callable<Integer> {
  @ParentCommand ArchonBusCli cli;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      converter = Arguments.Pattern.class,
      description = "Topic, or a pattern. Default: all topics.")
  @Nullable TopicPattern topic;

  @Option(
      names = "--before",
      paramLabel = "TIME|SEQ",
      converter = Arguments.Limit.class,
      description =
          "Only what comes before: with digits only, the events with a seq below; with a time, those in front "
              + "of the first event that is not before it, so that older ones behind a newer one stay.")
  @Nullable ClearLimit before;

  @Option(names = "--confirm", description = "Do not ask.")
  boolean confirmed;

  @Option(names = "--dry-run", description = "Tell what would be deleted, and delete nothing.")
  boolean isDryRun;

  @Override
  public Integer call() throws IOException {
    TopicPattern topics = topic == null ? TopicPattern.ALL : topic;
    ClearLimit limit = before == null ? ClearLimit.All.INSTANCE : before;
    ClearRequest request = new ClearRequest(topics, limit);
    if (isDryRun) {
      new ClearPreview(ReadSession.open(cli).journal(), cli.console().out()).print(request);
      return ExitCode.OK;
    }
    PlainLogging.install(cli);
    Configuration configuration = cli.configuration();
    EventsPlace place = configuration.eventsPlace();
    place.requireReadable();
    Output out = cli.console().out();
    if (!confirmed && !confirms()) {
      out.line("Aborted.");
      return ExitCode.OK;
    }
    long events = place.exists() ? clear(configuration, place, request) : 0;
    out.line(
        topic == null
            ? "Cleared %d total events.".formatted(events)
            : "Cleared %d events from topic '%s'.".formatted(events, topic));
    return ExitCode.OK;
  }

  private static long clear(Configuration configuration, EventsPlace place, ClearRequest request) {
    try (NodeSession node = NodeSession.open(configuration, place.directory())) {
      return node.clear(request).events();
    }
  }

  private boolean confirms() throws IOException {
    Console console = cli.console();
    console.err().print("%s%s? [y/N] ".formatted(what(), upTo()));
    console.err().flush();
    return console.readLine().toLowerCase(Locale.ROOT).equals("y");
  }

  private String what() {
    return topic == null ? "Clear ALL events" : "Clear all events for topic '%s'".formatted(topic);
  }

  private String upTo() {
    if (before instanceof ClearLimit.BeforeSeq limit) {
      return " with a seq below " + limit.seq();
    }
    return before instanceof ClearLimit.BeforeTime limit ? " before " + limit.time() : "";
  }
}
