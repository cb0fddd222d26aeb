package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class BlockFilterTest {
  private static boolean mayHold(BlockFilter filter, long key) {
    byte[] bits = filter.toBytes();
    byte[] amidOthers = new byte[bits.length + 20];
    System.arraycopy(bits, 0, amidOthers, 7, bits.length);
    return BlockFilter.mayHold(amidOthers, 7, bits.length, key);
  }

  @Property(tries = 200)
  void neverDeniesWhatItHolds(@ForAll @Size(min = 1, max = 300) Set<Long> keys) {
    BlockFilter filter = BlockFilter.ofLines((keys.size() + 1) / 2);

    keys.forEach(filter::add);

    assertThat(keys).allMatch(key -> mayHold(filter, key));
  }

  @Test
  void affirmsAboutThreeOfAThousandOthers() {
    int affirmed = 0;
    for (int block = 0; block < 100; block++) {
      BlockFilter filter = BlockFilter.ofLines(150);
      for (int line = 0; line < 150; line++) {
        filter.add(EventKey.ofId(new UUID(block, line).toString()).hash());
        filter.add(EventKey.ofCorrelationId("req-" + block + "-" + line).hash());
      }
      for (int other = 0; other < 1_000; other++) {
        affirmed += mayHold(filter, EventKey.ofCorrelationId("other-" + other).hash()) ? 1 : 0;
      }
    }

    // The formula says 314 of 100,000; probes that share one hash cost a little more.
    assertThat(affirmed).isBetween(200, 450);
  }

  @Test
  void hasALengthThatFollowsFromItsLines() {
    assertThat(BlockFilter.bytes(1)).isEqualTo(3);
    assertThat(BlockFilter.bytes(150)).isEqualTo(450);
    assertThat(BlockFilter.ofLines(150).toBytes()).hasSize(450);
  }
}
