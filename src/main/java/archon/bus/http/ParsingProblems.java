package archon.bus.http;

import archon.bus.http.Problem.Kind;
import org.apache.pekko.event.LoggingAdapter;
import org.apache.pekko.http.ParsingErrorHandler;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.scaladsl.model.ErrorInfo;
import org.apache.pekko.http.scaladsl.model.StatusCode;
import org.apache.pekko.http.scaladsl.settings.ServerSettings;

/**
 * Answers what is no HTTP request at all. Made by Pekko, by name. Logs nothing and repeats nothing:
 * what cannot be read may hold a token.
 */
final class ParsingProblems extends ParsingErrorHandler {
  static final String DETAIL = "the request: expected HTTP/1.1 with a Host header but found ";

  @Override
  public HttpResponse handle(
      StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
    return Problem.of(Kind.MALFORMED, DETAIL + "something else (" + status.reason() + ")")
        .response();
  }
}
