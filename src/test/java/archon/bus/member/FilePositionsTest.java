package archon.bus.member;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.subscription.PositionStore.Hold;
import archon.bus.subscription.SubscriptionPositions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FilePositionsTest {
  @TempDir Path directory;
  private final Map<String, Long> sureTo = new HashMap<>();
  private final List<Map<String, Long>> asked = new ArrayList<>();

  @BeforeEach
  void makeFolder() throws IOException {
    Files.createDirectory(directory.resolve(".archon-bus"));
  }

  private Hold hold() {
    return new FilePositions(
            directory,
            positions -> {
              asked.add(positions.positions());
              Map<String, Long> sure = new HashMap<>(positions.positions());
              sure.replaceAll((topic, seq) -> Math.min(seq, sureTo.getOrDefault(topic, seq)));
              return CompletableFuture.completedStage(positions(sure));
            },
            Runnable::run)
        .hold("billing");
  }

  private static SubscriptionPositions positions(Map<String, Long> seqs) {
    return new SubscriptionPositions("billing", List.of("*"), seqs);
  }

  private static Map<String, Long> saved(Hold hold, Map<String, Long> seqs) {
    return hold.save(positions(seqs)).toCompletableFuture().join().positions();
  }

  @Test
  void asksOnlyOfPositionsThatHaveMovedHowFarTheyAreSure() {
    Hold first = hold();
    saved(first, Map.of("a", 1L, "b", 2L));
    saved(first, Map.of("a", 1L, "b", 3L, "c", 1L));
    first.release();
    Hold second = hold();
    second.load();

    Map<String, Long> stored = saved(second, Map.of("a", 5L, "b", 3L, "c", 1L));

    assertThat(asked)
        .containsExactly(Map.of("a", 1L, "b", 2L), Map.of("b", 3L, "c", 1L), Map.of("a", 5L));
    assertThat(stored).isEqualTo(Map.of("a", 5L, "b", 3L, "c", 1L));
    assertThat(second.load()).contains(positions(stored));
    second.release();
  }

  @Test
  void asksAgainOfAPositionThatWasHeldBack() {
    Hold hold = hold();
    sureTo.put("a", 4L);
    Map<String, Long> heldBack = saved(hold, Map.of("a", 9L, "b", 2L));
    sureTo.clear();

    Map<String, Long> stored = saved(hold, Map.of("a", 9L, "b", 2L));

    assertThat(heldBack).isEqualTo(Map.of("a", 4L, "b", 2L));
    assertThat(asked).last().isEqualTo(Map.of("a", 9L));
    assertThat(stored).isEqualTo(Map.of("a", 9L, "b", 2L));
    hold.release();
  }
}
