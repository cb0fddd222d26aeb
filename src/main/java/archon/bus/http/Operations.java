package archon.bus.http;

import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorSystem;

/** Everything the endpoint can do; {@code schemas/openapi.yaml} describes the same. */
final class Operations {
  private Operations() {}

  static List<Operation> of(
      ActorSystem<?> system, ServedBus bus, HttpSettings settings, Streams streams) {
    Problems problems = new Problems(bus);
    Bodies bodies = new Bodies(system, settings);
    return Stream.of(
            PublishOperations.of(bus, bodies, problems),
            ReadOperations.of(bus, streams),
            StreamOperations.of(bus, streams, settings),
            ClearOperations.of(bus),
            StatusOperations.of(bus),
            DocumentOperations.all())
        .flatMap(List::stream)
        .toList();
  }
}
