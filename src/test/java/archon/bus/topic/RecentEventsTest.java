package archon.bus.topic;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.EventDigest;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class RecentEventsTest {
  @Test
  void findsAnEventAsLongAsItIsAmongTheNewest() {
    RecentEvents recent = new RecentEvents(1_000, 0, 0);
    for (int id = 1; id <= 1_700; id++) {
      recent.add(digest(id));
    }

    assertThat(recent.seqOf(digest(700), 0)).isZero();
    assertThat(recent.seqOf(digest(701), 0)).isEqualTo(701);
    assertThat(recent.seqOf(digest(1_700), 0)).isEqualTo(1_700);
    assertThat(recent.inSeqOrder()).hasSize(1_000).startsWith(digest(701)).endsWith(digest(1_700));
  }

  @Test
  void growsWithoutForgettingAnything() {
    RecentEvents recent = new RecentEvents(Integer.MAX_VALUE, 77, 3);
    for (int id = 0; id < 5_000; id++) {
      recent.add(digest(id));
    }

    for (int id = 0; id < 5_000; id++) {
      assertThat(recent.seqOf(digest(id), 0)).isEqualTo(78 + id);
    }
  }

  /** Against a plain list; few different ids, so that most repeat, and probes collide. */
  @Property
  void agreesWithAListOfEverything(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 40) Integer> ids,
      @ForAll @IntRange(min = 1, max = 50) int horizon,
      @ForAll @IntRange(min = 0, max = 20) int startSeq,
      @ForAll @IntRange(min = 0, max = 10) int cut) {
    RecentEvents recent = new RecentEvents(horizon, startSeq, 0);
    List<EventDigest> all = new ArrayList<>();
    for (int id : ids) {
      recent.add(digest(id));
      all.add(digest(id));
    }
    int kept = Math.min(horizon, all.size());
    int cutHere = Math.min(cut, kept);
    recent.cutBackTo(recent.lastSeq() - cutHere);
    List<EventDigest> expected = all.subList(all.size() - kept, all.size() - cutHere);

    long firstSeq = (long) startSeq + all.size() - kept + 1;
    assertThat(recent.inSeqOrder()).isEqualTo(expected);
    for (int id = 0; id <= 40; id++) {
      int found = expected.indexOf(digest(id));
      int foundLater = expected.lastIndexOf(digest(id));
      assertThat(recent.seqOf(digest(id), 0)).isEqualTo(found < 0 ? 0 : firstSeq + found);
      if (foundLater >= 0) {
        assertThat(recent.seqOf(digest(id), firstSeq + foundLater))
            .isEqualTo(firstSeq + foundLater);
        assertThat(recent.contentCrc(firstSeq + foundLater)).isEqualTo(id);
      }
    }
  }

  private static EventDigest digest(int id) {
    return new EventDigest(id % 3, id, id);
  }
}
