package archon.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

final class MessageRingTest {
  private static RedisMessage message(String payload) {
    return new RedisMessage("c", null, ByteString.fromString(payload), 0);
  }

  @Test
  void givesThemInOrder() {
    MessageRing ring = new MessageRing(2, 100);

    ring.add(message("a"));
    ring.add(message("b"));

    assertThat(ring.poll()).isEqualTo(message("a"));
    assertThat(ring.poll()).isEqualTo(message("b"));
    assertThat(ring.poll()).isNull();
  }

  @Test
  void theOldestGiveWayToNewerOnesAndTheNextSaysHowMany() {
    MessageRing ring = new MessageRing(2, 100);

    for (String payload : new String[] {"a", "b", "c", "d"}) {
      ring.add(message(payload));
    }

    assertThat(ring.poll()).isEqualTo(message("c").missing(2));
    assertThat(ring.poll()).isEqualTo(message("d"));
  }

  @Test
  void isBoundedByBytesTooButHoldsOneThatIsLargerThanAll() {
    MessageRing ring = new MessageRing(100, 5);

    ring.add(message("aaa"));
    ring.add(message("bbb"));
    assertThat(ring.poll()).isEqualTo(message("bbb").missing(1));
    ring.add(message("cccccccc"));
    assertThat(ring.poll()).isEqualTo(message("cccccccc"));
    ring.add(message("ddddd"));

    assertThat(ring.poll()).as("what was taken counts no more").isEqualTo(message("ddddd"));
  }
}
