package archon.bus.cli;

import archon.bus.event.Event;
import archon.bus.event.EventRefused;
import archon.bus.event.Json;
import archon.bus.event.Topic;
import archon.bus.topic.Durability;
import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishResult;
import java.util.Map;

/** Publishes one event. */
final class PublishCommand extends Command {
  private final ArchonBusCli cli;

  private final Argument<Topic> topic =
      option("--topic", "TOPIC", new Arguments.TopicName(), "Topic to publish to.").required();

  private final Argument<String> payload =
      option(
              "--payload",
              "JSON",
              "What happened: a JSON object, - to read it from standard input, @FILE from a file.")
          .required();

  private final Argument<String> source =
      option("--source", "SOURCE", "Name of the archon that publishes.").required();

  private final Argument<String> correlationId =
      option("--correlation-id", "ID", "Ties a request to its answers.");

  private final Argument<String> metadata =
      option("--metadata", "JSON", "About the event: a JSON object or @FILE.");

  private final Argument<String> id =
      option(
          "--id",
          "UUID",
          "Id of the event. With the same id a publish can be repeated: it is stored once.");

  PublishCommand(ArchonBusCli cli) {
    super(
        "Publish an event; done once it is stored, and tells how durably.",
        "When it fails it says whether nothing was stored, or that this is not known; then the event's"
            + " id is told, with which it can be published again and is stored once.");
    this.cli = cli;
  }

  @Override
  public Integer call() {
    PlainLogging.install(cli);
    Event event = event();
    PublishResult result = publish(event);
    cli.console().out().line("Published event %s to topic %s".formatted(event.id(), topic.value()));
    cli.console().say("archon-bus: " + describe(result));
    return ExitCode.OK;
  }

  private PublishResult publish(Event event) {
    DirectoryWriter writer = new DirectoryWriter(cli.configuration());
    String outcomeUnknown =
        "event %s may or may not be stored; publish it again with --id %s, and it is stored once"
            .formatted(event.id(), event.id());
    try (LastWords interrupted =
        LastWords.prepare(() -> cli.console().say("\narchon-bus: " + outcomeUnknown))) {
      return writer.publish(event);
    } catch (PublishOutcomeUnknown unknown) {
      Throwable cause = unknown.getCause() == null ? unknown : unknown.getCause();
      throw new CliFailure(outcomeUnknown + ": " + cause.getMessage(), unknown);
    }
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
    JsonArgument arguments = new JsonArgument(this, cli.console().in());
    Json content = arguments.read("--payload", payload.value());
    String words = metadata.valueOrNull();
    Object about = words == null ? Map.of() : arguments.read("--metadata", words);
    try {
      Event event =
          Event.create(
              topic.value().name(), content, source.value(), correlationId.valueOrNull(), about);
      String chosen = id.valueOrNull();
      return chosen == null ? event : event.withId(chosen);
    } catch (EventRefused e) {
      throw usage(String.valueOf(e.getMessage()));
    }
  }
}
