package archon.bus.journal.plugin;

import static archon.bus.journal.plugin.Node.atomic;
import static archon.bus.journal.plugin.Node.single;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.DeleteMessagesSuccess;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.JournalProtocol.RecoverySuccess;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageSuccess;
import org.apache.pekko.persistence.PersistentEnvelope;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The rules of Pekko's compatibility suite for journals, on a log as that suite prepares it: five
 * events, the last two in one atomic write.
 */
final class JournalContractTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** An event that refers to an actor, which its serializer needs the system's address for. */
  record Greeted(ActorRef<Done> by) {}

  @TempDir Path temporary;
  private Path directory;
  private Node node;

  @BeforeEach
  void writeFiveEvents() {
    directory = temporary.resolve("events");
    node =
        Node.in(
            directory,
            "pekko.actor.serialization-bindings.\"%s\" = jackson-json"
                .formatted(Greeted.class.getName()));
    node.write(
        single("p", 1, "a-1"),
        single("p", 2, "a-2"),
        single("p", 3, "a-3"),
        atomic("p", 4, "a-4", "a-5"));
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 9223372036854775807, 9223372036854775807, 1, 5",
    "0, 9223372036854775807, 9223372036854775807, 1, 5",
    "3, 9223372036854775807, 9223372036854775807, 3, 5",
    "1, 3, 9223372036854775807, 1, 3",
    "1, 4, 9223372036854775807, 1, 4",
    "1, 9223372036854775807, 3, 1, 3",
    "2, 3, 9223372036854775807, 2, 3",
    "2, 5, 2, 2, 3",
    "2, 2, 9223372036854775807, 2, 2",
    "2, 4, 1, 2, 2",
    "2, 4, 0, 1, 0",
    "3, 2, 9223372036854775807, 1, 0",
    "6, 9223372036854775807, 9223372036854775807, 1, 0"
  })
  void replaysWhatIsAskedAndAlwaysTellsTheHighestNumber(
      long from, long to, long max, int first, int last) {
    Node.Replayed replayed = node.replay("p", from, to, max);

    assertThat(replayed.events())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(first, last)
                .mapToObj(n -> Node.event("p", n, "a-" + n))
                .toList());
    assertThat(replayed.highest()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({"3, 4, 5", "4, 5, 5", "0, 1, 5", "5, 1, 0", "9223372036854775807, 1, 0"})
  void deletesARangeAndKeepsTheHighestNumber(long deletedTo, int first, int last) {
    assertThat(node.delete("p", deletedTo)).isEqualTo(new DeleteMessagesSuccess(deletedTo));

    assertThat(node.replayAll("p").sequenceNrs())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(first, last).mapToObj(n -> (long) n).toList());
    assertThat(node.replayAll("p").highest()).isEqualTo(5);
  }

  @Test
  void deletesNoLessWhenALowerRangeIsDeletedLater() {
    node.delete("p", 4);

    assertThat(node.delete("p", 2)).isEqualTo(new DeleteMessagesSuccess(2));
    assertThat(node.delete("p", 4)).isEqualTo(new DeleteMessagesSuccess(4));

    assertThat(node.replayAll("p").sequenceNrs()).containsExactly(5L);
  }

  @Test
  void deletesNothingOfAnActorThatNeverWas() {
    assertThat(node.delete("nobody", 7)).isEqualTo(new DeleteMessagesSuccess(7));

    assertThat(node.replayAll("nobody").highest()).isZero();
    assertThat(node.all(node.readJournal().currentPersistenceIds())).containsExactly("p");
  }

  @Test
  void tellsTheHighestNumberOfWritesInFlight() {
    // Many, as a number read too early would be right by chance now and then.
    for (int round = 0; round < 50; round++) {
      String id = "in flight " + round;
      TestProbe<Object> writer = node.kit().createTestProbe();
      TestProbe<Object> reader = node.kit().createTestProbe();
      node.journal()
          .tell(
              messages(writer, single(id, 1, "a"), atomic(id, 2, "b", "c")),
              org.apache.pekko.actor.ActorRef.noSender());
      node.journal()
          .tell(
              new JournalProtocol.ReplayMessages(1, 0, 0, id, Adapter.toClassic(reader.ref())),
              org.apache.pekko.actor.ActorRef.noSender());

      assertThat(reader.receiveMessage(PATIENCE)).isEqualTo(new RecoverySuccess(3));
    }
  }

  @Test
  void storesWritesInTheOrderTheyCameWithoutWaitingForTheirConfirmations() {
    TestProbe<Object> writer = node.kit().createTestProbe();
    for (int n = 1; n <= 100; n++) {
      node.journal()
          .tell(
              messages(writer, single("q", n, "event " + n)),
              org.apache.pekko.actor.ActorRef.noSender());
    }

    // Two answers each: one for the request, one for its event.
    assertThat(writer.receiveSeveralMessages(200, PATIENCE))
        .filteredOn(WriteMessageSuccess.class::isInstance)
        .hasSize(100);
    assertThat(node.replayAll("q").payloads())
        .containsExactlyElementsOf(
            IntStream.rangeClosed(1, 100).<Object>mapToObj(n -> "event " + n).toList());
  }

  @Test
  void keepsAnEventThatRefersToAnActor() {
    TestProbe<Done> greeter = node.kit().createTestProbe();

    node.write(single("p", 6, new Greeted(greeter.ref())));

    Greeted read = (Greeted) node.replay("p", 6, 6, 1).payloads().get(0);
    read.by().tell(Done.getInstance());
    assertThat(greeter.receiveMessage(PATIENCE)).isEqualTo(Done.getInstance());
  }

  @Test
  void keepsMetadataOfAnyType() {
    PersistentRepr written = Node.event("p", 6, "a-6").withMetadata("meta-data");

    node.write(AtomicWrite.apply(written));

    assertThat(node.replay("p", 6, 6, 1).events().get(0).metadata().get()).isEqualTo("meta-data");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 30, 170, 200, 330})
  void dropsAnAtomicWriteWholeWhereverItIsTorn(int missingBytes) throws IOException {
    Path crashed = temporary.resolve("crashed");
    Path file = Path.of(".archon-bus", "persistence", "p.jsonl");
    long before = Files.size(directory.resolve(file));
    node.write(atomic("p", 6, "x", "y", "z"));
    CrashImage.of(directory, crashed);
    assertThat(Files.size(crashed.resolve(file)) - before).isGreaterThan(missingBytes);
    CrashImage.cutTail(crashed.resolve(file), missingBytes);

    try (Node after = Node.in(crashed)) {
      // Only the line end is missing: all of it is there, and it may have been confirmed.
      int kept = missingBytes == 1 ? 8 : 5;
      assertThat(after.replayAll("p").events()).hasSize(kept);
      assertThat(after.replayAll("p").highest()).isEqualTo(kept);
      assertThat(after.write(single("p", kept + 1, "next")).get(0))
          .isInstanceOf(WriteMessageSuccess.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "..", ".", "%2e", "日本|7", "UPPER", "a b\tc", "|", "~"})
  void keepsActorsOfAnyNameApart(String id) {
    node.write(single(id, 1, "of " + id));

    assertThat(node.replayAll(id).payloads()).containsExactly("of " + id);
    assertThat(node.replayAll("p").highest()).isEqualTo(5);
    assertThat(node.all(node.readJournal().currentPersistenceIds()))
        .containsExactlyInAnyOrder("p", id);
  }

  @Test
  void recoversTenThousandEvents() {
    int batches = 10;
    int perBatch = 1_000;
    for (int batch = 0; batch < batches; batch++) {
      Object[] events = new Object[perBatch];
      for (int n = 0; n < perBatch; n++) {
        events[n] = "event " + (batch * perBatch + n);
      }
      node.write(atomic("many", (long) batch * perBatch + 1, events));
    }

    Node.Replayed replayed = node.replayAll("many");

    assertThat(replayed.highest()).isEqualTo(10_000);
    assertThat(replayed.payloads())
        .containsExactlyElementsOf(
            IntStream.range(0, 10_000).<Object>mapToObj(n -> "event " + n).toList());
  }

  private static JournalProtocol.WriteMessages messages(
      TestProbe<Object> replyTo, AtomicWrite... writes) {
    List<PersistentEnvelope> messages = List.of(writes);
    return new JournalProtocol.WriteMessages(
        CollectionConverters.asScala(messages).toList(), Adapter.toClassic(replyTo.ref()), 1);
  }
}
