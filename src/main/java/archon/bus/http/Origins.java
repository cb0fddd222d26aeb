package archon.bus.http;

import java.util.List;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Tells browsers which web pages may use the endpoint
 * (https://fetch.spec.whatwg.org/#http-cors-protocol). Others they keep away by themselves.
 */
final class Origins {
  private final List<String> allowed;

  Origins(List<String> allowed) {
    this.allowed = allowed;
  }

  /** The answer to a browser that asks before it sends the request itself, without a token. */
  Optional<HttpResponse> preflight(HttpRequest request) {
    boolean asks =
        request.method().equals(HttpMethods.OPTIONS)
            && request.getHeader("Access-Control-Request-Method").isPresent()
            && origin(request).isPresent();
    return asks
        ? Optional.of(
            HttpResponse.create()
                .withStatus(204)
                .addHeader(header("Access-Control-Allow-Methods", "GET, POST, DELETE"))
                .addHeader(
                    header(
                        "Access-Control-Allow-Headers",
                        "Authorization, Content-Type, Last-Event-ID"))
                .addHeader(header("Access-Control-Max-Age", "600")))
        : Optional.empty();
  }

  HttpResponse permit(HttpRequest request, HttpResponse response) {
    return origin(request)
        .map(
            origin ->
                response
                    .addHeader(header("Access-Control-Allow-Origin", origin))
                    .addHeader(header("Access-Control-Expose-Headers", "Location, Retry-After"))
                    .addHeader(header("Vary", "Origin")))
        .orElse(response);
  }

  private Optional<String> origin(HttpRequest request) {
    return allowed.isEmpty()
        ? Optional.empty()
        : request.getHeader("Origin").map(HttpHeader::value).filter(allowed::contains);
  }

  private static HttpHeader header(String name, String value) {
    return RawHeader.create(name, value);
  }
}
