package archon.bus.cli;

import archon.bus.event.Event;
import archon.bus.event.EventRefused;
import archon.bus.event.Json;
import archon.bus.event.Topic;
import archon.bus.topic.Durability;
import archon.bus.topic.PublishResult;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Publishes one event. */
@Command(
    name = "publish",
    description = "Publish an event; done once it is stored, and tells how durably.",
    mixinStandardHelpOptions = true)
final class PublishCommand implements Callable<Integer> {
  @ParentCommand ArchonBusCli cli;
  @Spec CommandSpec spec;

  @Option(
      names = "--topic",
      required = true,
      paramLabel = "TOPIC",
      converter = Arguments.TopicName.class,
      description = "Topic to publish to.")
  Topic topic;

  @Option(
      names = "--payload",
      required = true,
      paramLabel = "JSON",
      description =
          "What happened: a JSON object, - to read it from standard input, @FILE from a file.")
  String payload;

  @Option(
      names = "--source",
      required = true,
      paramLabel = "SOURCE",
      description = "Name of the archon that publishes.")
  String source;

  @Option(
      names = "--correlation-id",
      paramLabel = "ID",
      description = "Ties a request to its answers.")
  @Nullable String correlationId;

  @Option(
      names = "--metadata",
      paramLabel = "JSON",
      description = "About the event: a JSON object or @FILE.")
  @Nullable String metadata;

  @Option(
      names = "--id",
      paramLabel = "UUID",
      description =
          "Id of the event. With the same id a publish can be repeated: it is stored once.")
  @Nullable String id;

  @Override
  public Integer call() {
    PlainLogging.install(cli);
    Event event = event();
    PublishResult result;
    try (NodeSession node = NodeSession.open(cli.configuration())) {
      result = node.publish(event);
    }
    cli.console().out().line("Published event %s to topic %s".formatted(event.id(), topic));
    cli.console().say("archon-bus: " + describe(result));
    return ExitCode.OK;
  }

  private static String describe(PublishResult result) {
    if (result instanceof PublishResult.Stored stored) {
      return stored.durability() == Durability.DISK
          ? "stored as seq %d, on disk".formatted(stored.seq())
          : "stored as seq %d, handed to the operating system: a power cut may lose it (archon.bus.journal.sync)"
              .formatted(stored.seq());
    }
    return "it was stored before, as seq %d; nothing was added".formatted(result.seq());
  }

  private Event event() {
    JsonArgument arguments = new JsonArgument(spec, cli.console().in());
    Json content = arguments.read("--payload", payload);
    Object about = metadata == null ? Map.of() : arguments.read("--metadata", metadata);
    try {
      Event event = Event.create(topic.name(), content, source, correlationId, about);
      return id == null ? event : event.withId(id);
    } catch (EventRefused e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
