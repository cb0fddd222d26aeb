package archon.bus.http;

import archon.bus.http.Problem.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.javadsl.Sink;

/** Brings each request through the doors to its operation, and an answer back in every case. */
final class Router {
  /** Below the server's idle-timeout, which would end the connection without an answer. */
  private static final long ANSWER_SECONDS = 50;

  /**
   * So much of a body is read and forgotten, so that its sender, who may only listen once all is
   * sent, hears of the refusal and need not connect again.
   */
  private static final long PATIENCE_BYTES = 1024 * 1024;

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ActorSystem<?> system;
  private final Doors doors;
  private final Origins origins;
  private final List<Operation> operations;
  private final Problems problems;

  Router(
      ActorSystem<?> system,
      Doors doors,
      Origins origins,
      List<Operation> operations,
      Problems problems) {
    this.system = system;
    this.doors = doors;
    this.origins = origins;
    this.operations = operations;
    this.problems = problems;
  }

  CompletionStage<HttpResponse> answer(HttpRequest request) {
    return answerAnyOrigin(request).thenApply(response -> origins.permit(request, response));
  }

  private CompletionStage<HttpResponse> answerAnyOrigin(HttpRequest request) {
    try {
      doors.requireHost(request);
      Optional<HttpResponse> preflight = origins.preflight(request);
      return preflight.isPresent()
          ? Answers.now(preflight.get())
          : operate(request, doors.admit(request));
    } catch (RuntimeException failure) {
      return refused(request, failure);
    }
  }

  private record Found(Operation operation, Map<String, String> variables) {}

  private CompletionStage<HttpResponse> operate(HttpRequest request, Access access) {
    Found found = find(request);
    if (!request.method().equals(HttpMethods.POST)) {
      request.discardEntityBytes(
          system); // has no meaning; left unread it would block the connection
    }
    Call call = new Call(request, access, found.variables());
    Right right = found.operation().right();
    if (right != null && found.variables().containsKey("topic")) {
      access.require(right, call.topic());
    } else if (right != null) {
      access.require(right);
    }
    CompletionStage<HttpResponse> answer = found.operation().handler().answer(call);
    return answer
        .thenApply(Function.identity()) // what times out is this one, not a stage of the bus
        .toCompletableFuture()
        .orTimeout(ANSWER_SECONDS, TimeUnit.SECONDS)
        .exceptionally(failure -> problems.of(failure).response());
  }

  private Found find(HttpRequest request) {
    List<String> segments = PathTemplate.segments(request.getUri().pathSegments());
    List<Operation> here =
        operations.stream()
            .filter(operation -> operation.path().match(segments).isPresent())
            .toList();
    if (here.isEmpty()) {
      throw Refusal.of(
          Kind.NOT_FOUND, "path: expected one of those that /v1/openapi.yaml describes");
    }
    Optional<Found> found =
        here.stream()
            .filter(operation -> operation.method().equals(request.method()))
            .findFirst()
            .map(
                operation ->
                    new Found(operation, operation.path().match(segments).orElse(Map.of())));
    return found.orElseThrow(() -> new Refusal(methodNotAllowed(here)));
  }

  private static Problem methodNotAllowed(List<Operation> here) {
    String allowed =
        here.stream()
            .map(operation -> operation.method().name())
            .flatMap(name -> name.equals("GET") ? Stream.of(name, "HEAD") : Stream.of(name))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return Problem.of(Kind.METHOD_NOT_ALLOWED, "method: expected one of " + allowed)
        .with(RawHeader.create("Allow", allowed));
  }

  /** Refused before its body was looked at. */
  private CompletionStage<HttpResponse> refused(HttpRequest request, RuntimeException failure) {
    HttpResponse response = problems.of(failure).response();
    return request
        .entity()
        .withSizeLimit(PATIENCE_BYTES)
        .getDataBytes()
        .completionTimeout(PATIENCE)
        .runWith(Sink.ignore(), system)
        .handle(
            (done, tooMuch) ->
                tooMuch == null ? response : response.addHeader(Connection.create("close")));
  }
}
