package archon.bus.http;

import archon.bus.event.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/**
 * What went wrong, told as RFC 9457 has it.
 *
 * @param detail for people: what was expected, what was found, what to do
 * @param members further ones that programs may look at
 * @param headers of the answer
 */
record Problem(Kind kind, String detail, Map<String, ?> members, List<HttpHeader> headers) {
  private static final String TYPE_PREFIX = "urn:archon-bus:problem:";

  /** Whatever it repeats of the request: no payload is sent back. */
  private static final int MAX_DETAIL_CHARS = 1_000;

  Problem {
    if (detail.length() > MAX_DETAIL_CHARS) {
      detail = detail.substring(0, MAX_DETAIL_CHARS) + "…";
    }
  }

  /** Each has a type of its own, so that programs can tell them apart; see docs/http.md. */
  enum Kind {
    MALFORMED(400, "malformed", "The request cannot be read"),
    BAD_PARAMETER(400, "bad-parameter", "A parameter has no such value"),
    UNAUTHORIZED(401, "unauthorized", "A valid token is needed"),
    FORBIDDEN(403, "forbidden", "The token does not have this right"),
    NOT_FOUND(404, "not-found", "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "This cannot be done here"),
    NOT_ACCEPTABLE(406, "not-acceptable", "None of the accepted media types is available"),
    BODY_TIMEOUT(408, "body-timeout", "The body did not arrive in time"),
    CONFLICT(409, "conflict", "The event id is taken by other content"),
    GONE(410, "gone", "Events that were asked for are deleted"),
    TOO_LARGE(413, "too-large", "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The body's media type is not known"),
    WRONG_HOST(421, "wrong-host", "The request was meant for another host"),
    REFUSED(422, "refused", "An event breaks a rule or a limit"),
    OVERLOADED(429, "overloaded", "Events come faster than they can be stored"),
    UNEXPECTED(500, "unexpected", "The bus has failed"),
    UNREADABLE(500, "unreadable", "Stored events cannot be read"),
    UNAVAILABLE(503, "unavailable", "This cannot be done at present"),
    OUTCOME_UNKNOWN(504, "outcome-unknown", "It is not known whether this was done"),
    DISK_FULL(507, "disk-full", "The disk is full");

    private final int status;
    private final String word;
    private final String title;

    Kind(int status, String word, String title) {
      this.status = status;
      this.word = word;
      this.title = title;
    }

    int status() {
      return status;
    }

    /** The URI that tells this kind from others. */
    String type() {
      return TYPE_PREFIX + word;
    }
  }

  static Problem of(Kind kind, String detail) {
    return new Problem(kind, detail, Map.of(), List.of());
  }

  Problem with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new Problem(kind, detail, more, headers);
  }

  Problem with(HttpHeader header) {
    return new Problem(kind, detail, members, List.of(header));
  }

  /** The document itself, as part of a larger answer too. */
  Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", kind.type());
    document.put("title", kind.title);
    document.put("status", kind.status);
    document.put("detail", detail);
    document.putAll(members);
    return document;
  }

  HttpResponse response() {
    return HttpResponse.create()
        .withStatus(kind.status)
        .withEntity(
            HttpEntities.create(Media.PROBLEM.contentType(), Json.of(document()).toString()))
        .addHeaders(headers);
  }
}
