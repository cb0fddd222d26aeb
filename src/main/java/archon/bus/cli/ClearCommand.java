package archon.bus.cli;

import archon.bus.event.TopicPattern;
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

  @Option(names = "--confirm", description = "Do not ask.")
  boolean confirmed;

  @Override
  public Integer call() throws IOException {
    Configuration configuration = cli.configuration();
    EventsPlace place = configuration.eventsPlace();
    place.requireReadable();
    Output out = cli.console().out();
    if (!confirmed && !confirms()) {
      out.line("Aborted.");
      return ExitCode.OK;
    }
    long events = place.exists() ? clear(configuration, place) : 0;
    out.line(
        topic == null
            ? "Cleared %d total events.".formatted(events)
            : "Cleared %d events from topic '%s'.".formatted(events, topic));
    return ExitCode.OK;
  }

  private long clear(Configuration configuration, EventsPlace place) {
    try (NodeSession node = NodeSession.open(configuration, place.directory())) {
      return node.clear(topic == null ? TopicPattern.ALL.text() : topic.text());
    }
  }

  private boolean confirms() throws IOException {
    Console console = cli.console();
    console
        .err()
        .print(
            topic == null
                ? "Clear ALL events? [y/N] "
                : "Clear all events for topic '%s'? [y/N] ".formatted(topic));
    console.err().flush();
    return console.readLine().toLowerCase(Locale.ROOT).equals("y");
  }
}
