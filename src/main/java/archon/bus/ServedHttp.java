package archon.bus;

import archon.bus.http.HttpEndpoint;
import archon.bus.http.HttpSettings;
import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/** A node's HTTP endpoint, if it has one, and the token that opens it. */
final class ServedHttp {
  private static final int TOKEN_BYTES = 32;

  private final String token;
  private final @Nullable HttpEndpoint endpoint;

  private ServedHttp(String token, @Nullable HttpEndpoint endpoint) {
    this.token = token;
    this.endpoint = endpoint;
  }

  static ServedHttp start(Node node) {
    HttpSettings settings = node.settings().http();
    if (!settings.isEnabled()) {
      return new ServedHttp("", null); // making a secret takes a short command milliseconds
    }
    String token = randomToken();
    return new ServedHttp(token, start(node, settings, token));
  }

  private static HttpEndpoint start(Node node, HttpSettings settings, String token) {
    try {
      return HttpEndpoint.start(node.system(), new BusService(node), settings, token);
    } catch (IllegalArgumentException e) { // the files that it names
      throw new ConfigProblem("configuration: " + e.getMessage(), e);
    }
  }

  /** Where it is served, once it is; never completes if that is switched off. */
  CompletionStage<URI> url() {
    return endpoint == null ? new CompletableFuture<>() : endpoint.url();
  }

  String token() {
    return token;
  }

  CompletionStage<Done> close() {
    return endpoint == null
        ? CompletableFuture.completedStage(Done.getInstance())
        : endpoint.close();
  }

  private static String randomToken() {
    byte[] secret = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(secret);
    return HexFormat.of().formatHex(secret);
  }
}
