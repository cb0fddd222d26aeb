package archon.bus.bench;

import archon.bus.EventBus;
import archon.bus.event.Event;
import archon.bus.event.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A program that embeds the bus: opens it, publishes one event, and leaves word of when that was
 * acknowledged. Arguments: the events directory, the topic, the id of the event, the file for the
 * word.
 */
public final class FirstPublish {
  private FirstPublish() {}

  public static void main(String[] arguments) throws IOException {
    try (EventBus bus = EventBus.open(Path.of(arguments[0]))) {
      Event event =
          new Event(
              arguments[2],
              arguments[1],
              Json.parse("{\"first\":true}"),
              EventMaker.SOURCE,
              Instant.now(),
              null,
              Json.EMPTY_OBJECT);
      Stages.await(bus.publish(event));
      long acknowledgedMicros = WallClock.micros();
      Files.writeString(Path.of(arguments[3]), Long.toString(acknowledgedMicros));
    }
  }
}
