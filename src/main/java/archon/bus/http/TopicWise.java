package archon.bus.http;

import archon.bus.event.Event;
import archon.bus.topic.PublishResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/** Publishes events of several topics, those of each all or none, and tells of each how it went. */
final class TopicWise {
  private final ServedBus bus;
  private final Problems problems;

  TopicWise(ServedBus bus, Problems problems) {
    this.bus = bus;
    this.problems = problems;
  }

  CompletionStage<HttpResponse> publish(List<Event> events) {
    Map<String, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < events.size(); i++) {
      places.computeIfAbsent(events.get(i).topic(), topic -> new ArrayList<>()).add(i);
    }
    Outcome outcome = new Outcome(events);
    List<CompletableFuture<?>> topics = new ArrayList<>();
    for (List<Integer> ofTopic : places.values()) {
      topics.add(
          bus.publishAll(ofTopic.stream().map(events::get).toList())
              .handle((results, failure) -> outcome.note(ofTopic, results, failure))
              .toCompletableFuture());
    }
    return CompletableFuture.allOf(topics.toArray(CompletableFuture[]::new))
        .thenApply(done -> outcome.response());
  }

  /** A document for each event, in the order in which they were sent. */
  private final class Outcome {
    private final List<Event> events;
    private final Object[] documents; // a topic's are written by its own thread, read after all
    private volatile boolean hasFailures;

    Outcome(List<Event> events) {
      this.events = events;
      this.documents = new Object[events.size()];
    }

    boolean note(List<Integer> places, List<PublishResult> results, Throwable failure) {
      if (failure == null) {
        for (int i = 0; i < places.size(); i++) {
          documents[places.get(i)] = PublishOperations.document(results.get(i));
        }
        return true;
      }
      hasFailures = true;
      Map<String, Object> problem = problems.of(failure).document();
      for (int place : places) {
        documents[place] = failed(events.get(place), problem);
      }
      return false;
    }

    HttpResponse response() {
      return Answers.json(hasFailures ? 207 : 200, List.of(documents));
    }

    private Map<String, Object> failed(Event event, Map<String, Object> problem) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("status", "failed");
      document.put("topic", event.topic());
      document.put("id", event.id());
      document.put("problem", problem);
      return document;
    }
  }
}
