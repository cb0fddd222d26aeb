package archon.bus.http;

import archon.bus.event.Timestamps;
import archon.bus.event.TopicPattern;
import archon.bus.topic.ClearLimit;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.ClearResult;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Deletes events. */
final class ClearOperations {
  private final ServedBus bus;

  private ClearOperations(ServedBus bus) {
    this.bus = bus;
  }

  static List<Operation> of(ServedBus bus) {
    ClearOperations operations = new ClearOperations(bus);
    return List.of(
        Operation.delete("/v1/topics/{topic}/events", Right.CLEAR, operations::topic),
        Operation.delete("/v1/events", Right.CLEAR, operations::topics));
  }

  private CompletionStage<HttpResponse> topic(Call call) {
    call.requireParameters("before");
    return clear(call, call.topics(Right.CLEAR).patterns().get(0));
  }

  /** Asks for a pattern and a confirmation: what is forgotten here may cost everything. */
  private CompletionStage<HttpResponse> topics(Call call) {
    call.requireParameters("topic", "before", "confirm");
    Optional<String> confirm = call.parameter("confirm");
    if (!confirm.equals(Optional.of("true"))) {
      throw Call.wrong(
          "confirm",
          "\"true\", because events of several topics are deleted",
          confirm.map("\"%s\""::formatted).orElse("none"));
    }
    if (call.parameter("topic").isEmpty()) {
      throw Call.wrong("topic", "a topic or a pattern, > for every topic", "none");
    }
    return clear(call, call.topics(Right.CLEAR).patterns().get(0));
  }

  private CompletionStage<HttpResponse> clear(Call call, TopicPattern topics) {
    ClearLimit limit =
        call.parameter("before").map(ClearOperations::limit).orElse(ClearLimit.All.INSTANCE);
    return bus.clear(new ClearRequest(topics, limit))
        .thenApply(result -> Answers.json(200, document(result)));
  }

  /** A number is a seq, everything else a time. */
  private static ClearLimit limit(String before) {
    return Call.valueOf(
        "before",
        before,
        "a seq, 1 or more, or a time such as 2026-04-16T12:00:00Z",
        text ->
            text.chars().allMatch(Character::isDigit)
                ? new ClearLimit.BeforeSeq(Long.parseLong(text))
                : new ClearLimit.BeforeTime(Timestamps.parse(text)));
  }

  private static Map<String, Object> document(ClearResult result) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("events", result.events());
    document.put("topics", result.eventsByTopic());
    return document;
  }
}
