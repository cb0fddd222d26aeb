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
    int partBytes = bits.length / FilterLayout.PARTED.parts();
    int from = 7 + FilterLayout.PARTED.part(key) * partBytes;
    return BlockFilter.mayHold(FilterLayout.PARTED, amidOthers, from, partBytes, key);
  }

  @Property(tries = 200)
  void neverDeniesWhatItHolds(@ForAll @Size(min = 1, max = 300) Set<Long> keys) {
    BlockFilter filter = BlockFilter.ofLines((keys.size() + 1) / 2);

    keys.forEach(filter::add);

    assertThat(keys).allMatch(key -> mayHold(filter, key));
  }

  @Test
  void affirmsFewOthers() {
    int affirmed = 0;
    for (int block = 0; block < 1_000; block++) {
      BlockFilter filter = BlockFilter.ofLines(150);
      for (int line = 0; line < 150; line++) {
        filter.add(EventKey.ofId(new UUID(block, line).toString()).hash());
        filter.add(EventKey.ofCorrelationId("req-" + block + "-" + line).hash());
      }
      for (int other = 0; other < 1_000; other++) {
        affirmed += mayHold(filter, EventKey.ofCorrelationId("other-" + other).hash()) ? 1 : 0;
      }
    }

    // The formula says 6 of 1,000,000, and 24 as the keys do not spread evenly over the parts.
    assertThat(affirmed).isBetween(5, 50);
  }

  @Test
  void hasALengthThatFollowsFromItsLines() {
    assertThat(FilterLayout.ONE_PART.bytes(1)).isEqualTo(3);
    assertThat(FilterLayout.ONE_PART.bytes(150)).isEqualTo(450);
    assertThat(FilterLayout.PARTED.bytes(1)).isEqualTo(32);
    assertThat(FilterLayout.PARTED.bytes(150)).isEqualTo(32 * 38);
    assertThat(BlockFilter.ofLines(150).toBytes()).hasSize(32 * 38);
  }
}
