package archon.bus.http;

import archon.bus.event.Event;
import archon.bus.http.EventReader.Sent;
import archon.bus.http.Problem.Kind;
import archon.bus.topic.PublishResult;
import archon.bus.topic.PublishResult.Stored;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.jspecify.annotations.Nullable;

/** Publishes events: one or many of a topic, or many of several. */
final class PublishOperations {
  /** Parameters that are members of the event whose payload is the body. */
  private static final String[] MEMBERS = {"source", "id", "correlation_id"};

  private final ServedBus bus;
  private final Bodies bodies;
  private final Problems problems;

  private PublishOperations(ServedBus bus, Bodies bodies, Problems problems) {
    this.bus = bus;
    this.bodies = bodies;
    this.problems = problems;
  }

  static List<Operation> of(ServedBus bus, Bodies bodies, Problems problems) {
    PublishOperations operations = new PublishOperations(bus, bodies, problems);
    return List.of(
        Operation.post("/v1/topics/{topic}/events", Right.PUBLISH, operations::toTopic),
        Operation.post("/v1/events", Right.PUBLISH, operations::toTopics));
  }

  private CompletionStage<HttpResponse> toTopic(Call call) {
    call.requireParameters(MEMBERS);
    return bodies.read(
        call,
        body -> {
          Sent sent = sent(call, body, call.topic());
          return sent.isOne() ? one(sent.events().get(0)) : all(sent.events());
        });
  }

  private CompletionStage<HttpResponse> toTopics(Call call) {
    call.requireParameters();
    return bodies.read(
        call,
        body -> {
          Sent sent = sent(call, body, null);
          sent.events().forEach(event -> call.access().require(Right.PUBLISH, event.topic()));
          return sent.isOne()
              ? one(sent.events().get(0))
              : new TopicWise(bus, problems).publish(sent.events());
        });
  }

  private static Sent sent(Call call, Body body, @Nullable String topic) {
    if (CloudEventReader.isOne(call.request(), body)) {
      requireNoMembers(call);
      return CloudEventReader.read(call.request(), body, topic);
    }
    if (Media.JSON_LINES.is(body.type()) || Media.NDJSON.is(body.type())) {
      requireNoMembers(call);
      return EventReader.lines(body.bytes(), topic);
    }
    if (!Media.JSON.is(body.type())) {
      throw Refusal.of(
          Kind.UNSUPPORTED_MEDIA_TYPE,
          "header Content-Type: expected %s, %s or %s"
              .formatted(Media.JSON, Media.JSON_LINES, Media.CLOUD_EVENT));
    }
    if (call.parameter("source").isPresent()) {
      return new Sent(List.of(ofPayload(call, body)), true);
    }
    requireNoMembers(call);
    return EventReader.json(body.bytes(), topic);
  }

  /** Where the events have members of their own: an id that is passed over would be missed late. */
  private static void requireNoMembers(Call call) {
    for (String name : MEMBERS) {
      if (call.parameter(name).isPresent()) {
        throw Call.wrong(
            name, "none but with source and a payload alone, in " + Media.JSON, "one with events");
      }
    }
  }

  /** The body is the payload alone; what else there is to say, the parameters say. */
  private static Event ofPayload(Call call, Body body) {
    EventDraft draft = new EventDraft(call.topic());
    draft.payload = EventReader.value(EventReader.document(body.bytes()));
    draft.source = call.parameter("source").orElse(null);
    draft.id = call.parameter("id").orElse(null);
    draft.correlationId = call.parameter("correlation_id").orElse(null);
    return draft.event();
  }

  private CompletionStage<HttpResponse> one(Event event) {
    return bus.publish(event)
        .thenApply(
            result ->
                Answers.json(result instanceof Stored ? 201 : 200, document(result))
                    .addHeader(RawHeader.create("Location", Paths.event(event, result.seq()))));
  }

  private CompletionStage<HttpResponse> all(List<Event> events) {
    return events.isEmpty()
        ? Answers.now(Answers.json(200, List.of()))
        : bus.publishAll(events)
            .thenApply(
                results ->
                    Answers.json(200, results.stream().map(PublishOperations::document).toList()));
  }

  static Map<String, Object> document(PublishResult result) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("status", result instanceof Stored ? "stored" : "duplicate");
    document.put("topic", result.event().topic());
    document.put("id", result.event().id());
    document.put("seq", result.seq());
    if (result instanceof Stored stored) {
      document.put("durability", stored.durability().name().toLowerCase(Locale.ROOT));
    }
    return document;
  }
}
