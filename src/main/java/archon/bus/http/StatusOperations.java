package archon.bus.http;

import archon.bus.http.Problem.Kind;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** How the bus is. */
final class StatusOperations {
  private StatusOperations() {}

  static List<Operation> of(ServedBus bus) {
    return List.of(
        Operation.get("/v1/health", StatusOperations::health),
        Operation.get("/v1/ready", call -> ready(call, bus)));
  }

  private static CompletionStage<HttpResponse> health(Call call) {
    call.requireParameters();
    return Answers.now(Answers.json(200, Answers.status("alive")));
  }

  private static CompletionStage<HttpResponse> ready(Call call, ServedBus bus) {
    call.requireParameters();
    return bus.obstacle()
        .thenApply(
            obstacle ->
                obstacle
                    .map(reason -> notReady(reason).response())
                    .orElseGet(() -> Answers.json(200, Answers.status("ready"))));
  }

  private static Problem notReady(String reason) {
    return Problem.of(Kind.UNAVAILABLE, reason).with(RawHeader.create("Retry-After", "1"));
  }
}
