package archon.bus.http;

import archon.bus.event.StoredEvent;
import archon.bus.http.Problem.Kind;
import archon.bus.read.ReplayQuery;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicRange;
import archon.bus.read.TopicSelection;
import archon.bus.subscription.SubscriptionRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** Events as they come, and events as they came. */
final class StreamOperations {
  private static final int WINDOW_EVENTS = 1_000;
  private static final long WINDOW_BYTES = 256 * 1024;

  private final ServedBus bus;
  private final Streams streams;
  private final Duration heartbeat;

  private StreamOperations(ServedBus bus, Streams streams, Duration heartbeat) {
    this.bus = bus;
    this.streams = streams;
    this.heartbeat = heartbeat;
  }

  static List<Operation> of(ServedBus bus, Streams streams, HttpSettings settings) {
    StreamOperations operations = new StreamOperations(bus, streams, settings.heartbeat());
    return List.of(
        Operation.get("/v1/stream", Right.READ, operations::live),
        Operation.get("/v1/replay", Right.READ, operations::replay));
  }

  private CompletionStage<HttpResponse> live(Call call) {
    call.requireParameters("topic", "from", "after");
    if (call.parameter("from").isPresent() && call.parameter("after").isPresent()) {
      throw Call.wrong("from", "no after beside it", "both");
    }
    Media media = Accept.choose(call, Media.EVENT_STREAM, Media.JSON_LINES, Media.NDJSON);
    TopicSelection topics = call.topics(Right.READ);
    return start(call, topics)
        .thenCompose(start -> streams.live(media, live(media, topics, start)));
  }

  /**
   * Where a stream begins.
   *
   * @param nextSeqs what it needs next of each topic
   * @param ranges what there is of them, where the client has stated a position
   */
  private record Start(Map<String, Long> nextSeqs, Map<String, TopicRange> ranges) {}

  /** Where the stream begins; a position that the client has stated must still be there. */
  private CompletionStage<Start> start(Call call, TopicSelection topics) {
    Optional<Cursor> lastId =
        call.header("Last-Event-ID")
            .filter(id -> !id.isEmpty())
            .map(id -> Cursor.parse("Last-Event-ID", id));
    Optional<Cursor> stated =
        lastId.or(() -> call.parameter("after").map(text -> Cursor.parse("after", text)));
    StartPosition position =
        stated
            .<StartPosition>map(cursor -> new StartPosition.At(cursor.nextSeqs()))
            .orElseGet(() -> StartText.parse(call.parameter("from").orElse("new")));
    boolean isStated = stated.isPresent() || position instanceof StartPosition.FromSeq;
    CompletionStage<Map<String, Long>> nextSeqs = bus.positions(topics, position);
    if (!isStated) {
      return nextSeqs.thenApply(found -> new Start(found, Map.of()));
    }
    return nextSeqs.thenCompose(
        found ->
            bus.ranges(found.keySet())
                .thenApply(
                    ranges -> {
                      requireThere(stated.map(Cursor::nextSeqs).orElse(found), ranges);
                      return new Start(found, ranges);
                    }));
  }

  /** Throws a problem unless all that is needed can be read, or will be stored next. */
  private static void requireThere(Map<String, Long> needed, Map<String, TopicRange> ranges) {
    SortedMap<String, Long> earliest = new TreeMap<>();
    Map<String, Long> there = new TreeMap<>(needed);
    ranges.forEach(
        (topic, range) -> {
          long seq = needed.getOrDefault(topic, range.firstSeq());
          if (seq < range.firstSeq()) {
            earliest.put(topic, range.firstSeq());
            there.put(topic, range.firstSeq());
          } else if (seq > range.lastSeq() + 1) {
            throw Refusal.of(
                Kind.BAD_PARAMETER,
                "position: expected seq %d to be the next of topic \"%s\", or an earlier one, but found %d"
                    .formatted(range.lastSeq() + 1, topic, seq));
          }
        });
    if (!earliest.isEmpty()) {
      throw new Refusal(
          Problem.of(
                  Kind.GONE,
                  "position: expected all events behind it but some are deleted; go on behind them with the position in after, or begin anew")
              .with("earliest", earliest)
              .with("after", Cursor.before(there).toString()));
    }
  }

  private Source<ByteString, ?> live(Media media, TopicSelection topics, Start start) {
    Cursor cursor = Cursor.before(start.nextSeqs());
    LiveForm form = media == Media.EVENT_STREAM ? new SseForm(cursor) : new LinesForm();
    SubscriptionRequest request =
        SubscriptionRequest.of(topics)
            .from(new StartPosition.At(start.nextSeqs()))
            .window(WINDOW_EVENTS, WINDOW_BYTES);
    ByteString gone = gone(start, cursor, form); // before the first id, which is behind it
    return Source.single(gone.concat(form.start()))
        .concat(bus.events(request).map(event -> next(event, cursor, form)))
        .keepAlive(heartbeat, form::heartbeat);
  }

  /** What is deleted of topics that the client's position does not name; goes on behind it. */
  private static ByteString gone(Start start, Cursor cursor, LiveForm form) {
    ByteString gaps = ByteString.emptyByteString();
    for (Map.Entry<String, Long> next : new TreeMap<>(start.nextSeqs()).entrySet()) {
      String topic = next.getKey();
      long earliest = start.ranges().getOrDefault(topic, TopicRange.EMPTY).firstSeq();
      if (next.getValue() < earliest) {
        gaps = gaps.concat(form.gap(topic, next.getValue(), earliest - 1));
        cursor.advance(topic, earliest - 1);
      }
    }
    return gaps;
  }

  /** An event, and before it what is missing. */
  private static ByteString next(StoredEvent stored, Cursor cursor, LiveForm form) {
    String topic = stored.event().topic();
    long needed = cursor.advance(topic, stored.seq());
    ByteString event = form.event(stored);
    return stored.seq() > needed ? form.gap(topic, needed, stored.seq() - 1).concat(event) : event;
  }

  private CompletionStage<HttpResponse> replay(Call call) {
    call.requireParameters("topic", "since", "until", "speed");
    Media media = Accept.choose(call, Media.EVENT_STREAM, Media.JSON_LINES, Media.NDJSON);
    LiveForm form = media == Media.EVENT_STREAM ? new SseForm(null) : new LinesForm();
    ReplayQuery query =
        new ReplayQuery(
            call.topics(Right.READ),
            call.time("since").orElse(null),
            call.time("until").orElse(null));
    Source<ByteString, ?> events =
        bus.replay(query, speed(call)).map(form::event).keepAlive(heartbeat, form::heartbeat);
    return streams.finite(
        media, Source.single(form.start()).concat(events).concat(Source.single(form.end())));
  }

  private static double speed(Call call) {
    String text = call.parameter("speed").orElse("1");
    double speed = Call.valueOf("speed", text, "a number", Double::parseDouble);
    if (!(speed >= 0) || Double.isInfinite(speed)) {
      throw Call.wrong("speed", "0 for no waiting, or more", text);
    }
    return speed;
  }
}
