package archon.bus.http;

import archon.bus.http.Problem.Kind;
import java.util.List;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;

/** How the bus is. */
final class StatusOperations {
  private StatusOperations() {}

  static List<Operation> of(ServedBus bus) {
    return List.of(
        Operation.get(
            "/v1/health", call -> Answers.now(Answers.json(200, Answers.status("alive")))),
        Operation.get(
            "/v1/ready",
            call ->
                bus.obstacle()
                    .thenApply(
                        obstacle ->
                            obstacle
                                .map(reason -> notReady(reason).response())
                                .orElseGet(() -> Answers.json(200, Answers.status("ready"))))));
  }

  private static Problem notReady(String reason) {
    return Problem.of(Kind.UNAVAILABLE, reason).with(RawHeader.create("Retry-After", "1"));
  }
}
