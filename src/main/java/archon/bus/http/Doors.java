package archon.bus.http;

import archon.bus.http.Problem.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/**
 * Lets requests in that name this host and show a token; before anything else of them is looked at.
 *
 * <p>The Host header is what keeps web pages out whose own host name was pointed at this machine
 * (DNS rebinding). Its port does not matter: requests may come through a forwarded one.
 */
final class Doors {
  /** For those that cannot set headers, such as a browser's {@code EventSource}. */
  static final String TOKEN_PARAMETER = "access_token";

  private static final String SCHEME = "bearer ";
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1");

  private final Set<String> hosts = new TreeSet<>(LOOPBACK);
  private final List<Token> tokens = new ArrayList<>();

  /**
   * @param nodeToken has every right
   */
  Doors(HttpSettings settings, String nodeToken) {
    hosts.add(settings.host().toLowerCase(Locale.ROOT));
    settings.allowedHosts().forEach(host -> hosts.add(host.toLowerCase(Locale.ROOT)));
    tokens.add(Token.of(nodeToken, Access.everything("of the node")));
    tokens.addAll(settings.tokens());
  }

  /** Throws a problem unless the request names this server. */
  void requireHost(HttpRequest request) {
    // The server has made it of the Host header, and refused a target that names another one.
    String host = request.getUri().host().address().toLowerCase(Locale.ROOT);
    if (!hosts.contains(host)) {
      throw Refusal.of(
          Kind.WRONG_HOST,
          "header Host: expected a name of this server but found another; archon.bus.http.allowed-hosts lists further ones");
    }
  }

  /** What the request's sender may do; throws a problem if that is nothing. */
  Access admit(HttpRequest request) {
    byte[] digest = Token.digest(presented(request));
    return tokens.stream()
        .filter(token -> token.isOf(digest))
        .map(Token::access)
        .findFirst()
        .orElseThrow(
            () ->
                unauthorized(
                    "token: expected one that opens this bus but found another; .archon-bus/node.json in the events directory has a new one each time a process takes it",
                    "Bearer error=\"invalid_token\""));
  }

  private static String presented(HttpRequest request) {
    Optional<String> header = request.getHeader("Authorization").map(HttpHeader::value);
    Optional<String> presented =
        header.isEmpty() && request.method().equals(HttpMethods.GET)
            ? request.getUri().query().get(TOKEN_PARAMETER)
            : header.filter(Doors::isBearer).map(value -> value.substring(SCHEME.length()).strip());
    return presented.orElseThrow(
        () ->
            unauthorized(
                "header Authorization: expected \"Bearer\" and a token but %s"
                    .formatted(
                        header.isPresent() ? "it has something else" : "there is no such header"),
                "Bearer"));
  }

  private static boolean isBearer(String credentials) {
    return credentials.toLowerCase(Locale.ROOT).startsWith(SCHEME);
  }

  /**
   * @param challenge as RFC 6750 has it, for programs
   */
  private static Refusal unauthorized(String detail, String challenge) {
    return new Refusal(
        Problem.of(Kind.UNAUTHORIZED, detail)
            .with(RawHeader.create("WWW-Authenticate", challenge)));
  }
}
