package archon.bus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventMakerTest {
  private static final Instant TIME = Instant.parse("2026-04-16T12:00:00.123456Z");

  @ParameterizedTest
  @ValueSource(ints = {EventMaker.MIN_PAYLOAD_BYTES, 208, 10_000})
  void makesPayloadsOfTheSizeAskedFor(int bytes) {
    EventMaker maker = new EventMaker(new BenchTopics(1), bytes);

    Event event = maker.event(1_234_567, TIME);

    assertThat(event.payload().sizeInBytes()).isEqualTo(bytes);
  }

  @Test
  void writesThePlainEventAsTheBusWritesIt() {
    EventMaker maker = new EventMaker(new BenchTopics(2), 208);

    String json = new String(maker.json(3, TIME), StandardCharsets.UTF_8);

    Event plain = Event.fromJson(json);
    Event event = maker.event(3, TIME).withId(plain.id()).withCorrelationId(plain.correlationId());
    assertThat(json).isEqualTo(event.toJson());
    assertThat(maker.made().ofTopic(1)).isEqualTo(2);
  }
}
