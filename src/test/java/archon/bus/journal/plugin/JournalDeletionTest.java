package archon.bus.journal.plugin;

import static archon.bus.journal.plugin.Node.single;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guards the internal API of Pekko that a deletion is made of. */
final class JournalDeletionTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"archon.bus.journal", "pekko.persistence.journal.inmem"})
  void deletesInWhateverJournalIsConfigured(String plugin) {
    try (Node node = Node.in(directory, "pekko.persistence.journal.plugin = " + plugin)) {
      for (int n = 1; n <= 3; n++) {
        node.write(single("p", n, "e-" + n));
      }

      assertThat(delete(node, plugin, 2)).succeedsWithin(Duration.ofSeconds(20));

      assertThat(node.replayAll("p").sequenceNrs()).containsExactly(3L);
      assertThat(node.replayAll("p").highest()).isEqualTo(3);
    }
  }

  @Test
  void failsWithTheJournalsCause() {
    try (Node node = Node.in(Path.of(""))) {
      assertThat(delete(node, "archon.bus.journal", 2))
          .failsWithin(Duration.ofSeconds(20))
          .withThrowableThat()
          .withCauseInstanceOf(PluginMisconfigured.class);
    }
  }

  private static CompletableFuture<Void> delete(Node node, String plugin, long to) {
    return JournalDeletion.in(
            node.classicSystem(), plugin, ConfigFactory.empty(), Duration.ofSeconds(20))
        .deleteTo("p", to)
        .toCompletableFuture();
  }
}
