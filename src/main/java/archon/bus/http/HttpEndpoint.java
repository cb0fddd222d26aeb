package archon.bus.http;

import archon.bus.event.BusClosed;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.ConnectionContext;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.ServerBuilder;
import org.apache.pekko.http.javadsl.settings.ServerSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A bus served over HTTP, until it is closed. Safe from any thread. */
public final class HttpEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(HttpEndpoint.class);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(5);
  private static final Duration FAREWELL = Duration.ofMillis(500);

  private static final Done DONE = Done.getInstance();

  private final ActorSystem<?> system;
  private final ServedBus bus;
  private final HttpSettings settings;
  private final String token;
  private final @Nullable SSLContext tls;
  private final CompletableFuture<URI> url = new CompletableFuture<>();
  private volatile boolean hasWarned;
  private boolean isClosed;
  private @Nullable CompletionStage<Done> ended;
  private @Nullable Served served;

  /** What there is to end. */
  private record Served(ServerBinding binding, Streams streams) {
    CompletionStage<Done> end() {
      return binding
          .unbind()
          .thenCompose(unbound -> streams.close(FAREWELL))
          .thenCompose(ended -> binding.terminate(FAREWELL))
          .thenApply(terminated -> DONE);
    }
  }

  private HttpEndpoint(ActorSystem<?> system, ServedBus bus, HttpSettings settings, String token) {
    this.system = system;
    this.bus = bus;
    this.settings = settings;
    this.token = token;
    this.tls = settings.tls() == null ? null : settings.tls().context();
  }

  /**
   * Serves {@code bus}, from {@code archon.bus.http.start-delay} on: a program of shorter life does
   * not pay for loading a web server. Returns at once. While the port is taken, it is tried again.
   *
   * @param token opens every door; not to be logged
   * @throws IllegalArgumentException if the files for TLS cannot be used, with the key
   */
  public static HttpEndpoint start(
      ActorSystem<?> system, ServedBus bus, HttpSettings settings, String token) {
    HttpEndpoint endpoint = new HttpEndpoint(system, bus, settings, token);
    endpoint.bindAfter(settings.startDelay());
    return endpoint;
  }

  /** Where it is served; completes once it is, and fails if it is closed before. */
  public CompletionStage<URI> url() {
    return url.minimalCompletionStage();
  }

  /** Accepts nothing more and ends what is under way, streams too. Idempotent. */
  public CompletionStage<Done> close() {
    synchronized (this) {
      isClosed = true;
      if (ended == null) {
        ended = served == null ? CompletableFuture.completedStage(DONE) : served.end();
      }
      url.completeExceptionally(new BusClosed("HTTP endpoint: closed before it was served"));
      return ended;
    }
  }

  /** On a thread of its own: loading the server takes long, and others have better to do. */
  private void bindAfter(Duration delay) {
    CompletableFuture.delayedExecutor(
            delay.toMillis(), TimeUnit.MILLISECONDS, task -> background(task).start())
        .execute(this::bind);
  }

  private static Thread background(Runnable task) {
    Thread thread = new Thread(task, "archon-bus-http-start");
    thread.setDaemon(true);
    return thread;
  }

  /** Holds no lock: closing must not wait for it. */
  private void bind() {
    Streams streams = new Streams(system, settings);
    try {
      CompletionStage<ServerBinding> unused =
          bind(streams).whenComplete((bound, failure) -> onBound(bound, streams, failure));
    } catch (RuntimeException failure) { // the system is down, or its configuration is odd
      onBound(null, streams, failure);
    }
  }

  private CompletionStage<ServerBinding> bind(Streams streams) {
    Router router =
        new Router(
            system,
            new Doors(settings, token),
            new Origins(settings.allowedOrigins()),
            Operations.of(system, bus, settings, streams),
            new Problems(bus));
    ServerBuilder server =
        Http.get(system)
            .newServerAt(settings.host(), settings.port())
            .withSettings(ServerSettings.create(serverConfig()));
    if (tls != null) {
      server = server.enableHttps(ConnectionContext.httpsServer(tls));
    }
    return server.bind(router::answer);
  }

  private void onBound(
      @Nullable ServerBinding bound, Streams streams, @Nullable Throwable failure) {
    boolean isLate;
    synchronized (this) {
      isLate = isClosed;
      served = bound == null ? null : new Served(bound, streams);
    }
    if (bound == null && !isLate) {
      tryAgain(String.valueOf(failure));
    } else if (bound != null && isLate) {
      CompletionStage<Done> unused = new Served(bound, streams).end();
    } else if (bound != null) {
      url.complete(urlOf(bound));
    }
  }

  private void tryAgain(String reason) {
    if (!hasWarned) {
      LOG.warn(
          "HTTP endpoint: expected to listen on [{}:{}] but [{}]; tries again each [{}] s",
          settings.host(),
          settings.port(),
          reason,
          BETWEEN_ATTEMPTS.toSeconds());
    }
    hasWarned = true;
    bindAfter(BETWEEN_ATTEMPTS);
  }

  private URI urlOf(ServerBinding bound) {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    String scheme = tls == null ? "http" : "https";
    return URI.create("%s://%s:%d".formatted(scheme, host, bound.localAddress().getPort()));
  }

  /**
   * Stated here as a whole and not taken from the system's configuration: that may be a user's, for
   * a server of its own. Nothing of a request is logged: any part of it may hold a token.
   */
  private Config serverConfig() {
    return ConfigFactory.parseString(
            """
            pekko.http.server {
              server-header = ""
              idle-timeout = 60s            # ends a client that never reads
              request-timeout = infinite    # the router has its own
              max-connections = %d
              transparent-head-requests = on    # answered as a GET, without the body
              remote-address-attribute = off
              log-unencrypted-network-bytes = off
              parsing {
                max-uri-length = 8k
                max-content-length = %d
                uri-parsing-mode = relaxed    # takes topic=task.> as it is
                illegal-header-warnings = off
                error-logging-verbosity = off
                error-handler = "%s"
              }
            }
            """
                .formatted(
                    settings.maxConnections(),
                    settings.maxBodyBytes(),
                    ParsingProblems.class.getName()))
        .withFallback(ConfigFactory.defaultReference(HttpEndpoint.class.getClassLoader()));
  }
}
