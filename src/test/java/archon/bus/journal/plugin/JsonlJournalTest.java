package archon.bus.journal.plugin;

import static archon.bus.journal.plugin.Node.atomic;
import static archon.bus.journal.plugin.Node.fact;
import static archon.bus.journal.plugin.Node.single;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.Event;
import archon.bus.event.TopicFact;
import archon.bus.event.TopicPersistenceId;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessagesFailure;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageFailure;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageRejected;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageSuccess;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.Tagged;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JsonlJournalTest {
  private static final String TOPIC_ID = TopicPersistenceId.of("orders");

  @TempDir Path temporary;
  private Path directory;

  @BeforeEach
  void choosesADirectory() {
    directory = temporary.resolve("events");
  }

  // ---- persistent actors of any kind

  @Test
  void recoversAPersistentActorInAnotherActorSystem() {
    try (Node first = Node.in(directory)) {
      ActorRef<Notebook.Command> notebook = first.notebook("notebook|1");
      first.note(notebook, new Noted("milk", 1));
      first.note(notebook, "eggs");
    }

    try (Node second = Node.in(directory)) {
      assertThat(second.read(second.notebook("notebook|1")))
          .containsExactly("Noted[text=milk, number=1]", "eggs");
    }
  }

  @Test
  void keepsManyPersistenceIdsApartInParallel() {
    try (Node node = Node.in(directory)) {
      List<ActorRef<Notebook.Command>> notebooks =
          IntStream.range(0, 20).mapToObj(i -> node.notebook("notebook|" + i)).toList();

      IntStream.range(0, 20)
          .parallel()
          .forEach(
              i -> IntStream.range(0, 10).forEach(n -> node.note(notebooks.get(i), i + "-" + n)));

      for (int i = 0; i < 20; i++) {
        String id = "notebook|" + i;
        List<Object> expected = new ArrayList<>();
        for (int n = 0; n < 10; n++) {
          expected.add(i + "-" + n);
        }
        assertThat(node.replayAll(id).payloads()).isEqualTo(expected);
      }
    }
  }

  @Test
  void readsBackAllThatBelongsToAnEvent() {
    PersistentRepr written =
        Node.event("account|1", 1, new Tagged("paid", Set.of("money", "urgent")))
            .withManifest("adapter-2")
            .withMetadata(new Noted("replica", 7))
            .withTimestamp(1_776_340_800_123L);

    try (Node node = Node.in(directory)) {
      node.write(org.apache.pekko.persistence.AtomicWrite.apply(written));
    }

    try (Node node = Node.in(directory)) {
      PersistentRepr read = node.replayAll("account|1").events().get(0);
      assertThat(read).isEqualTo(Node.event("account|1", 1, "paid").withManifest("adapter-2"));
      assertThat(read.metadata().get()).isEqualTo(new Noted("replica", 7));
      assertThat(read.timestamp()).isEqualTo(1_776_340_800_123L);
    }
  }

  @Test
  void recoversFromTheDiskAfterAnotherProgramWroteToTheFile() throws IOException {
    try (Node node = Node.in(directory)) {
      node.write(single("p", 1, "milk"));
      Files.writeString(entityFile(directory), "\n", StandardOpenOption.APPEND);

      Object fenced = node.write(single("p", 2, "eggs")).get(0);

      assertThat(fenced).isInstanceOf(WriteMessageFailure.class);
      assertThat(node.replayAll("p").highest()).isEqualTo(1);
      assertThat(node.write(single("p", 2, "eggs")).get(0)).isInstanceOf(WriteMessageSuccess.class);
      assertThat(node.replayAll("p").payloads()).containsExactly("milk", "eggs");
    }
  }

  @Test
  void writesALinePeopleCanReadWhereTheSerializerIsJson() throws IOException {
    try (Node node = Node.in(directory)) {
      node.write(single("p", 1, new Noted("milk", 1)), single("p", 2, "eggs"));
    }

    assertThat(Files.readAllLines(entityFile(directory)))
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .matches(
                        "\\{\"persistence_id\":\"p\",\"payload\":\\{\"text\":\"milk\",\"number\":1},"
                            + "\"serializer\":31,\"manifest\":\"archon.bus.journal.plugin.Noted\","
                            + "\"writer\":\"w\",\"timestamp\":\"[^\"]+\",\"seq\":1,\"crc\":\"[0-9a-f]{8}\"}"),
            line ->
                assertThat(line)
                    .startsWith("{\"persistence_id\":\"p\",\"payload_base64\":\"ZWdncw==\","));
  }

  @Test
  void replaysWithinTheBoundsAsked() {
    try (Node node = Node.in(directory)) {
      for (int n = 1; n <= 5; n++) {
        node.write(single("p", n, "a-" + n));
      }

      assertThat(node.replay("p", 2, 4, Long.MAX_VALUE).sequenceNrs()).containsExactly(2L, 3L, 4L);
      assertThat(node.replay("p", 2, 5, 2).sequenceNrs()).containsExactly(2L, 3L);
      assertThat(node.replay("p", 0, 1, 5).sequenceNrs()).containsExactly(1L);
      assertThat(node.replay("p", 1, 5, 0).sequenceNrs()).isEmpty();
      assertThat(node.replay("p", 3, 2, 5).sequenceNrs()).isEmpty();
      assertThat(node.replay("p", 3, 2, 5).highest()).isEqualTo(5);
      assertThat(node.replayAll("unheard of").highest()).isZero();
    }
  }

  @Test
  void rejectsWhatCannotBeSerializedAndStoresTheRest() {
    Object unserializable = new Object();
    try (Node node = Node.in(directory)) {
      List<Object> answers =
          node.write(
              single("p", 1, "before"),
              atomic("p", 2, "good", unserializable),
              single("p", 4, "after"));

      assertThat(answers.get(0)).isInstanceOf(WriteMessageSuccess.class);
      assertThat(answers.subList(1, 3))
          .allSatisfy(
              answer ->
                  assertThat(((WriteMessageRejected) answer).cause())
                      .isInstanceOf(NotSerializableException.class));
      assertThat(answers.get(3)).isInstanceOf(WriteMessageSuccess.class);
      assertThat(node.replayAll("p").sequenceNrs()).containsExactly(1L, 4L);
    }

    try (Node node = Node.in(directory)) {
      assertThat(node.replayAll("p").sequenceNrs()).containsExactly(1L, 4L);
      assertThat(node.write(single("p", 5, "later")).get(0))
          .isInstanceOf(WriteMessageSuccess.class);
      assertThat(node.replayAll("p").sequenceNrs()).containsExactly(1L, 4L, 5L);
    }
  }

  @Test
  void rejectsAnEventThatMakesALineTooLongToRead() {
    try (Node node = Node.in(directory, "archon.bus.journal.max-line-bytes = 4KiB")) {
      List<Object> answers = node.write(single("p", 1, "x".repeat(8_000)), single("p", 2, "short"));

      assertThat(answers.get(0)).isInstanceOf(WriteMessageRejected.class);
      assertThat(((WriteMessageRejected) answers.get(0)).cause())
          .hasMessageContaining("archon.bus.journal.max-line-bytes");
      assertThat(node.replayAll("p").payloads()).containsExactly("short");
    }
  }

  @Test
  void dropsAnAtomicWriteWholeWhenItsLastLineIsTorn() throws IOException {
    Path crashed = directory.resolveSibling("crashed");
    try (Node node = Node.in(directory)) {
      node.write(single("p", 1, "whole"));
      node.write(atomic("p", 2, "a", "b", "c"));
      CrashImage.of(directory, crashed);
    }
    CrashImage.cutTail(entityFile(crashed), 5);

    try (Node node = Node.in(crashed)) {
      Node.Replayed replayed = node.replayAll("p");
      assertThat(replayed.payloads()).containsExactly("whole");
      assertThat(replayed.highest()).isEqualTo(1);
      assertThat(node.write(single("p", 2, "again")).get(0))
          .isInstanceOf(WriteMessageSuccess.class);
    }
  }

  @Test
  void keepsTheHighestNumberWhenEverythingIsDeleted() {
    try (Node node = Node.in(directory)) {
      for (int n = 1; n <= 5; n++) {
        node.write(single("p", n, "a-" + n));
      }

      assertThat(node.delete("p", 3)).isEqualTo(new DeleteMessagesSuccess(3));
      assertThat(node.replayAll("p").sequenceNrs()).containsExactly(4L, 5L);
      assertThat(node.delete("p", Long.MAX_VALUE))
          .isEqualTo(new DeleteMessagesSuccess(Long.MAX_VALUE));
      assertThat(node.replayAll("p").highest()).isEqualTo(5);
    }

    try (Node node = Node.in(directory)) {
      assertThat(node.replayAll("p").events()).isEmpty();
      assertThat(node.replayAll("p").highest()).isEqualTo(5);
      assertThat(node.write(single("p", 6, "a-6")).get(0)).isInstanceOf(WriteMessageSuccess.class);
      assertThat(node.replayAll("p").sequenceNrs()).containsExactly(6L);
    }
  }

  @Test
  void showsNoPersistentActorAsATopic() throws IOException {
    try (Node node = Node.in(directory)) {
      node.write(single("p", 1, "a"));
    }

    try (Stream<Path> top = Files.list(directory)) {
      assertThat(top.map(Path::getFileName).map(Path::toString)).containsOnly(".archon-bus");
    }
  }

  // ---- topics

  @Test
  void recallsATopicsFactsByTheirDigestsOnly() {
    TopicFact first = fact("orders", 1, 3);
    TopicFact second = fact("orders", 4, 2);
    try (Node node = Node.in(directory)) {
      node.write(single(TOPIC_ID, 1, first));
      node.write(single(TOPIC_ID, 2, second));
    }

    try (Node node = Node.in(directory)) {
      Node.Replayed replayed = node.replayAll(TOPIC_ID);
      assertThat(replayed.payloads())
          .containsExactly(
              TopicFact.recalled(1, first.digests()), TopicFact.recalled(4, second.digests()));
      assertThat(replayed.sequenceNrs()).containsExactly(1L, 2L);
      assertThat(node.replay(TOPIC_ID, 2, 2, 1).payloads())
          .containsExactly(TopicFact.recalled(4, second.digests()));
      assertThat(node.replay(TOPIC_ID, 1, 2, 1).sequenceNrs()).containsExactly(1L);
    }
  }

  @Test
  void takesEachLineOfAPredecessorAsAFactOfItsOwn() throws IOException {
    Event old = Event.create("orders", java.util.Map.of("n", 1), "ezra");
    Files.createDirectory(directory);
    Files.writeString(directory.resolve("orders.jsonl"), old.toJson() + "\n" + old.toJson() + "\n");

    try (Node node = Node.in(directory)) {
      assertThat(node.replayAll(TOPIC_ID).sequenceNrs()).containsExactly(1L, 2L);
      assertThat(node.write(single(TOPIC_ID, 3, fact("orders", 3, 2))).get(0))
          .isInstanceOf(WriteMessageSuccess.class);
      assertThat(node.replayAll(TOPIC_ID).sequenceNrs()).containsExactly(1L, 2L, 3L);
    }
  }

  @Test
  void rejectsWhatIsNoFactOfTheTopic() {
    try (Node node = Node.in(directory)) {
      List<Object> answers =
          node.write(
              single(TOPIC_ID, 1, "a string"),
              single(TOPIC_ID, 2, fact("invoices", 1, 1)),
              single(TOPIC_ID, 3, TopicFact.recalled(1, fact("orders", 1, 1).digests())),
              atomic(TOPIC_ID, 4, fact("orders", 1, 1), fact("orders", 2, 1)));

      assertThat(answers)
          .hasSize(5)
          .allSatisfy(answer -> assertThat(answer).isInstanceOf(WriteMessageRejected.class));
      assertThat(node.replayAll(TOPIC_ID).highest()).isZero();
    }
  }

  @Test
  void failsAWriteThatDoesNotFollowTheTopicsLastSeq() {
    try (Node node = Node.in(directory)) {
      node.write(single(TOPIC_ID, 1, fact("orders", 1, 3)));

      assertThat(node.write(single(TOPIC_ID, 2, fact("orders", 3, 1))).get(0))
          .isInstanceOf(WriteMessageFailure.class);
      assertThat(node.replayAll(TOPIC_ID).highest()).isEqualTo(1);
    }
  }

  // ---- the plugin itself

  @Test
  void answersWithTheReasonWhenNoDirectoryIsConfigured() {
    try (Node node = Node.in(Path.of(""))) {
      Object end = node.replayAll("p").end();

      assertThat(end).isInstanceOf(ReplayMessagesFailure.class);
      assertThat(((ReplayMessagesFailure) end).cause())
          .isInstanceOf(PluginMisconfigured.class)
          .hasMessageContaining("archon.bus.events-dir");
    }
  }

  @Test
  void sharesTheDirectoryWithASecondActorSystemOfThisProcess() {
    try (Node first = Node.in(directory);
        Node second = Node.in(directory)) {
      first.write(single("p", 1, "a"));

      assertThat(second.replayAll("p").payloads()).containsExactly("a");
    }
  }

  private static Path entityFile(Path eventsDirectory) throws IOException {
    try (Stream<Path> files =
        Files.walk(eventsDirectory.resolve(".archon-bus").resolve("persistence"))) {
      return files.filter(file -> file.toString().endsWith(".jsonl")).findFirst().orElseThrow();
    }
  }
}
