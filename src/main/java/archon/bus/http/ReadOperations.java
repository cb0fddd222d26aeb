package archon.bus.http;

import archon.bus.event.StoredEvent;
import archon.bus.event.Timestamps;
import archon.bus.event.TopicPattern;
import archon.bus.http.Problem.Kind;
import archon.bus.read.HistoryQuery;
import archon.bus.read.TimeSpan;
import archon.bus.read.TopicExtent;
import archon.bus.read.TopicRange;
import archon.bus.read.TopicReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** What is stored: history, single events, topics. */
final class ReadOperations {
  private static final ByteString ARRAY_START = ByteString.fromString("[");
  private static final ByteString ARRAY_BETWEEN = ByteString.fromString(",\n");
  private static final ByteString ARRAY_END = ByteString.fromString("]\n");

  private final ServedBus bus;
  private final Streams streams;

  private ReadOperations(ServedBus bus, Streams streams) {
    this.bus = bus;
    this.streams = streams;
  }

  static List<Operation> of(ServedBus bus, Streams streams) {
    ReadOperations operations = new ReadOperations(bus, streams);
    return List.of(
        Operation.get("/v1/events", Right.READ, operations::history),
        Operation.get("/v1/topics/{topic}/events", Right.READ, operations::history),
        Operation.get("/v1/topics/{topic}/events/{seq}", Right.READ, operations::event),
        Operation.get("/v1/topics", Right.READ, operations::topics));
  }

  private CompletionStage<HttpResponse> history(Call call) {
    call.requireParameters(
        "topic", "source", "since", "until", "id", "correlation_id", "limit", "last");
    Media media =
        Accept.choose(call, Media.JSON, Media.JSON_LINES, Media.NDJSON, Media.CLOUD_EVENTS);
    Source<StoredEvent, NotUsed> events = bus.history(query(call));
    return streams.finite(
        media,
        switch (media) {
          case JSON -> array(events.map(EventText::element));
          case CLOUD_EVENTS -> array(events.map(CloudEventForm::structured));
          default -> events.map(EventText::line);
        });
  }

  private static Source<ByteString, NotUsed> array(Source<ByteString, NotUsed> elements) {
    return elements.intersperse(ARRAY_START, ARRAY_BETWEEN, ARRAY_END);
  }

  private static HistoryQuery query(Call call) {
    long limit = call.count("limit").orElse(-1L);
    long last = call.count("last").orElse(-1L);
    if (limit >= 0 && last >= 0) {
      throw Call.wrong("last", "no limit beside it", "both");
    }
    return new HistoryQuery(
        call.topics(Right.READ),
        call.parameter("id").orElse(null),
        call.parameter("source").orElse(null),
        call.parameter("correlation_id").orElse(null),
        call.time("since").orElse(null),
        call.time("until").orElse(null),
        limit,
        last);
  }

  private CompletionStage<HttpResponse> event(Call call) {
    call.requireParameters("cloudevents");
    Function<StoredEvent, HttpResponse> form = singleForm(call);
    long seq = call.seq();
    return bus.ranges(Set.of(call.topic()))
        .thenCompose(
            ranges -> {
              requireWithin(ranges.getOrDefault(call.topic(), TopicRange.EMPTY), call.topic(), seq);
              return bus.event(call.topic(), seq);
            })
        .thenApply(
            found ->
                found.map(form).orElseThrow(() -> new Refusal(gone(call.topic(), seq, seq + 1))));
  }

  private static Function<StoredEvent, HttpResponse> singleForm(Call call) {
    Optional<String> binary = call.parameter("cloudevents");
    if (binary.isPresent() && !binary.get().equals("binary")) {
      throw Call.wrong("cloudevents", "\"binary\"", binary.get());
    }
    Media media = Accept.choose(call, Media.JSON, Media.CLOUD_EVENT);
    if (binary.isPresent()) {
      return CloudEventForm::binary;
    }
    return media == Media.JSON
        ? event -> single(media, EventText.element(event))
        : event -> single(media, CloudEventForm.structured(event));
  }

  private static HttpResponse single(Media media, ByteString text) {
    return HttpResponse.create().withEntity(HttpEntities.create(media.contentType(), text));
  }

  private static void requireWithin(TopicRange range, String topic, long seq) {
    if (seq > range.lastSeq()) {
      throw Refusal.of(
          Kind.NOT_FOUND,
          "topic \"%s\": expected a seq up to %d, its last, but found %d"
              .formatted(topic, range.lastSeq(), seq));
    }
    if (seq < range.firstSeq()) {
      throw new Refusal(gone(topic, seq, range.firstSeq()));
    }
  }

  static Problem gone(String topic, long seq, long earliest) {
    return Problem.of(
            Kind.GONE,
            "topic \"%s\": event %d is deleted; the earliest one there is or will be has seq %d"
                .formatted(topic, seq, earliest))
        .with("earliest", Map.of(topic, earliest));
  }

  private CompletionStage<HttpResponse> topics(Call call) {
    call.requireParameters();
    List<TopicPattern> readable = call.access().topics(Right.READ).patterns();
    return bus.topics()
        .thenApply(
            reports ->
                Answers.json(
                    200,
                    reports.stream()
                        .filter(
                            report ->
                                readable.stream().anyMatch(topic -> topic.matches(report.topic())))
                        .map(ReadOperations::document)
                        .toList()));
  }

  private static Map<String, Object> document(TopicReport report) {
    TopicExtent extent = report.extent();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("topic", report.topic());
    document.put("events", extent.events());
    document.put("bytes", extent.bytes());
    document.put("first_seq", extent.firstSeq());
    document.put("last_seq", extent.lastSeq());
    TimeSpan times = extent.times();
    if (times != null) {
      document.put("earliest", Timestamps.format(times.earliest()));
      document.put("latest", Timestamps.format(times.latest()));
    }
    document.put("health", report.health().state().name().toLowerCase(Locale.ROOT));
    document.put("reason", report.health().reason());
    return document;
  }
}
