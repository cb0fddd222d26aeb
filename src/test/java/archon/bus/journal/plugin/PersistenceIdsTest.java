package archon.bus.journal.plugin;

import static archon.bus.journal.plugin.Node.fact;
import static archon.bus.journal.plugin.Node.single;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.TopicPersistenceId;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PersistenceIdsTest {
  private static final String TOPIC_ID = TopicPersistenceId.of("orders");

  @TempDir Path temporary;
  private Node node;

  @BeforeEach
  void start() {
    node = Node.in(temporary.resolve("events"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void listsEveryPersistentActorOnceAlsoOneWhoseEventsAreDeleted() {
    String longId = "p|" + "é".repeat(200);
    node.write(single("p", 1, "a"), single("q", 1, "a"), single(longId, 1, "a"));
    node.write(single(TOPIC_ID, 1, fact("orders", 1, 1)));
    node.delete("q", 1);

    assertThat(node.all(node.readJournal().currentPersistenceIds()))
        .containsExactlyInAnyOrder("p", "q", longId, TOPIC_ID);
  }

  @Test
  void tellsOfPersistentActorsThatComeLater() {
    node.write(single("p", 1, "a"));
    Node.Running<String> running = node.run(node.readJournal().persistenceIds());
    assertThat(running.next()).isEqualTo("p");

    node.write(single("p", 2, "b"));
    node.write(single("q", 1, "a"));
    node.write(single(TOPIC_ID, 1, fact("orders", 1, 1)));

    assertThat(running.next()).isEqualTo("q");
    assertThat(running.next()).isEqualTo(TOPIC_ID);
  }

  @Test
  void saysNothingOfAnActorThatStoredNothing() {
    Node.Running<String> running = node.run(node.readJournal().persistenceIds());
    node.read(node.notebook("only recovered"));

    node.write(single("p", 1, "a"));

    assertThat(running.next()).isEqualTo("p");
    assertThat(node.all(node.readJournal().currentPersistenceIds())).containsExactly("p");
  }
}
