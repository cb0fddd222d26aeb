package archon.bus.http;

import archon.bus.event.EventFormatException;
import archon.bus.event.EventRefused;
import archon.bus.event.Timestamps;
import archon.bus.event.TopicPattern;
import archon.bus.http.Problem.Kind;
import archon.bus.read.TopicSelection;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** A request that was let in, at the operation it is for. */
final class Call {
  private final HttpRequest request;
  private final Access access;
  private final Map<String, String> variables;
  private final Map<String, List<String>> parameters;

  Call(HttpRequest request, Access access, Map<String, String> variables) {
    this.request = request;
    this.access = access;
    this.variables = variables;
    this.parameters = request.getUri().query().toMultiMap();
  }

  HttpRequest request() {
    return request;
  }

  Access access() {
    return access;
  }

  Optional<String> header(String name) {
    return request.getHeader(name).map(HttpHeader::value);
  }

  /** A header that is a list, and may be sent in parts. */
  Optional<String> list(String name) {
    return StreamSupport.stream(request.getHeaders().spliterator(), false)
        .filter(header -> header.is(name.toLowerCase(Locale.ROOT)))
        .map(HttpHeader::value)
        .filter(value -> !value.isBlank())
        .reduce((some, more) -> some + "," + more);
  }

  /** The topic that the path names. */
  String topic() {
    return variables.getOrDefault("topic", "");
  }

  /** A variable of the path that is a seq. */
  long seq() {
    return number("seq", variables.getOrDefault("seq", ""), 1);
  }

  /**
   * The topics that a query is about: that of the path, else those of the parameters {@code topic},
   * else all that the token holds {@code right} for.
   */
  TopicSelection topics(Right right) {
    if (variables.containsKey("topic")) {
      return new TopicSelection(List.of(plain(topic())));
    }
    List<TopicPattern> patterns = parameters("topic").stream().map(Call::pattern).toList();
    patterns.forEach(pattern -> access.require(right, pattern));
    return patterns.isEmpty() ? access.topics(right) : new TopicSelection(patterns);
  }

  /** A parameter's value; a problem if there are several. */
  Optional<String> parameter(String name) {
    List<String> values = parameters(name);
    if (values.size() > 1) {
      throw wrong(name, "at most one value", values.size() + " of them");
    }
    return values.stream().findFirst();
  }

  List<String> parameters(String name) {
    return parameters.getOrDefault(name, List.of());
  }

  Optional<Instant> time(String name) {
    return parameter(name).map(text -> time(name, text));
  }

  Optional<Long> count(String name) {
    return parameter(name).map(text -> number(name, text, 0));
  }

  /** Throws a problem for the first parameter that none of {@code known} is: it may be misspelt. */
  void requireParameters(String... known) {
    for (String name : parameters.keySet()) {
      if (!List.of(known).contains(name) && !name.equals(Doors.TOKEN_PARAMETER)) {
        throw Refusal.of(
            Kind.BAD_PARAMETER,
            "parameter \"%s\": expected %s"
                .formatted(
                    name, known.length == 0 ? "none here" : "one of " + String.join(", ", known)));
      }
    }
  }

  static Instant time(String name, String text) {
    return valueOf(name, text, "a time such as 2026-04-16T12:00:00Z", Timestamps::parse);
  }

  static long number(String name, String text, long atLeast) {
    long number = valueOf(name, text, "a whole number", Long::parseLong);
    if (number < atLeast) {
      throw wrong(name, atLeast + " or more", text);
    }
    return number;
  }

  /** What {@code reading} makes of a value, which it refuses with an exception. */
  static <T> T valueOf(String name, String text, String expected, Function<String, T> reading) {
    try {
      return reading.apply(text);
    } catch (EventFormatException | EventRefused | IllegalArgumentException e) {
      throw wrong(name, expected, "\"" + text + "\"");
    }
  }

  static Refusal wrong(String name, String expected, String found) {
    return Refusal.of(
        Kind.BAD_PARAMETER,
        "parameter \"%s\": expected %s but found %s".formatted(name, expected, found));
  }

  private static TopicPattern pattern(String text) {
    return valueOf("topic", text, "a topic or a pattern such as task.*", TopicPattern::new);
  }

  private static TopicPattern plain(String topic) {
    TopicPattern name = valueOf("topic", topic, "a topic", TopicPattern::new);
    if (!name.isPlain()) {
      throw wrong("topic", "a topic in the path; patterns go to /v1/events?topic=", topic);
    }
    return name;
  }
}
