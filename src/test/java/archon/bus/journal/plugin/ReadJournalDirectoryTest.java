package archon.bus.journal.plugin;

import static archon.bus.journal.plugin.Node.single;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.journal.DirectoryHolder;
import archon.bus.journal.DirectoryInUse;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalSettings;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.query.EventEnvelope;
import org.apache.pekko.persistence.query.PersistenceQuery;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which directory the read journal reads, and how it is configured. */
final class ReadJournalDirectoryTest {
  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void chooseADirectory() {
    directory = temporary.resolve("events");
  }

  @Test
  void readsWhatAnotherProcessHoldsButCannotFollowIt() throws Exception {
    try (Node node = Node.in(directory)) {
      node.write(single("p", 1, "a"));
    }
    Process holder = DirectoryHolder.start(directory);
    try (Node node = Node.in(directory)) {
      JsonlReadJournal journal = node.readJournal();

      assertThat(events(node, journal.currentEventsByPersistenceId("p", 1, Long.MAX_VALUE)))
          .containsExactly("a");
      assertThat(node.all(journal.currentPersistenceIds())).containsExactly("p");
      assertThatThrownBy(() -> node.all(journal.eventsByPersistenceId("p", 1, 1)))
          .hasCauseInstanceOf(DirectoryInUse.class);
      assertThatThrownBy(() -> node.all(journal.persistenceIds()))
          .hasCauseInstanceOf(DirectoryInUse.class);
    } finally {
      holder.getOutputStream().close();
      holder.waitFor();
    }
  }

  @Test
  void letsTheDirectoryGoWithItsActorSystem() throws Exception {
    try (Node node = Node.in(directory)) {
      node.run(node.readJournal().persistenceIds());
      node.run(node.readJournal().eventsByPersistenceId("p", 1, Long.MAX_VALUE));
      node.write(single("p", 1, "a"));
    }

    Process holder = DirectoryHolder.start(directory);
    try {
      assertThatThrownBy(
              () -> Journal.open(directory, JournalSettings.DEFAULT, Duration.ZERO).close())
          .isInstanceOf(DirectoryInUse.class);
    } finally {
      holder.getOutputStream().close();
      holder.waitFor();
    }
  }

  @Test
  void readsTheDirectoryOfTheJournalItIsToldOf() {
    try (Node node =
        Node.in(
            directory,
            "second.journal = ${archon.bus.journal}",
            "second.journal.events-dir = \"" + temporary.resolve("second") + "\"",
            "second.read-journal = ${archon.bus.read-journal}",
            "second.read-journal.write-plugin = second.journal")) {
      node.write(single("p", 1, "in the first"));
      writeTo(node, "second.journal", single("p", 1, "in the second"));

      JsonlReadJournal second =
          PersistenceQuery.get(node.kit().system())
              .getReadJournalFor(JsonlReadJournal.class, "second.read-journal");

      assertThat(events(node, second.currentEventsByPersistenceId("p", 1, Long.MAX_VALUE)))
          .containsExactly("in the second");
      assertThat(events(node, node.readJournal().eventsByPersistenceId("p", 1, 1)))
          .containsExactly("in the first");
    }
  }

  @Test
  void readsADirectoryOfItsOwn() {
    try (Node node = Node.in(directory)) {
      node.write(single("p", 1, "elsewhere"));
    }

    try (Node node =
        Node.in(
            temporary.resolve("other"),
            "archon.bus.read-journal.events-dir = \"" + directory + "\"")) {
      assertThat(events(node, node.readJournal().eventsByPersistenceId("p", 1, 1)))
          .containsExactly("elsewhere");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "max-buffer-events, 0",
    "max-buffer-events, 100001",
    "max-buffer-bytes, 1023",
    "write-plugin, ''",
    "write-plugin, no.such.journal"
  })
  void refusesASettingOutOfBoundsAndNamesIt(String key, String value) {
    try (Node node =
        Node.in(directory, "archon.bus.read-journal.%s = \"%s\"".formatted(key, value))) {
      assertThatThrownBy(node::readJournal)
          .rootCause()
          .isInstanceOf(PluginMisconfigured.class)
          .hasMessageContaining("archon.bus.read-journal." + key)
          .hasMessageContaining(value);
    }
  }

  private static void writeTo(Node node, String journal, AtomicWrite write) {
    node.write(
        Persistence.get(node.classicSystem()).journalFor(journal, ConfigFactory.empty()), write);
  }

  private static List<Object> events(Node node, Source<EventEnvelope, NotUsed> query) {
    return node.all(query).stream().map(EventEnvelope::event).toList();
  }
}
