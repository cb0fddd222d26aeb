package archon.bus.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

final class TallyTest {
  @Test
  void isTheSameInAnyOrderAndInParts() {
    UUID one = UUID.randomUUID();
    UUID other = UUID.randomUUID();
    Tally whole = new Tally(2);
    whole.add(0, one);
    whole.add(1, other);

    Tally part = new Tally(2);
    part.add(0, one);
    Tally sum = new Tally(2);
    sum.add(1, other);
    sum.add(part);

    assertThat(sum.hasSameIdsAs(whole)).isTrue();
    assertThat(sum.events()).isEqualTo(2);
    assertThat(sum.ofTopic(0)).isEqualTo(1);
  }

  @Test
  void carriesFromTheLowerHalfIntoTheUpperOne() {
    Tally carried = new Tally(1);
    carried.add(0, new UUID(0, -1));
    carried.add(0, new UUID(0, 1));

    Tally direct = new Tally(1);
    direct.add(0, new UUID(1, 0));

    assertThat(carried.hasSameIdsAs(direct)).isTrue();
  }
}
