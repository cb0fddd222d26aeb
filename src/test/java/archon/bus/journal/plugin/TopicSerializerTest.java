package archon.bus.journal.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.EventDigest;
import archon.bus.event.TopicFact;
import archon.bus.event.TopicSnapshot;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.Test;

final class TopicSerializerTest {
  private final TopicSerializer serializer = new TopicSerializer();

  @Test
  void writesASnapshotOfTenThousandEventsInLittleSpace() throws NotSerializableException {
    Random random = new Random(7);
    List<EventDigest> recent =
        random
            .ints(10_000)
            .mapToObj(crc -> new EventDigest(random.nextLong(), random.nextLong(), crc))
            .toList();
    TopicSnapshot snapshot = new TopicSnapshot(1_000_000, recent);

    byte[] bytes = serializer.toBinary(snapshot);

    assertThat(serializer.fromBinary(bytes, serializer.manifest(snapshot))).isEqualTo(snapshot);
    assertThat(bytes).hasSizeLessThan(270_000);
  }

  @Test
  void tellsTheLastSeqOfASnapshotWithoutLookingAtItsDigests() {
    TopicSnapshot snapshot = new TopicSnapshot(1_000_000, Node.fact("orders", 41, 2).digests());

    byte[] bytes = serializer.toBinary(snapshot);

    int inDigests = bytes.length - 10;
    assertThat(TopicSerializer.lastSeq(Arrays.copyOf(bytes, inDigests))).isEqualTo(1_000_000);
  }

  @Test
  void writesAFactAsJsonLines() throws NotSerializableException {
    TopicFact fact = Node.fact("orders", 41, 2);

    byte[] bytes = serializer.toBinary(fact);

    TopicFact read = (TopicFact) serializer.fromBinary(bytes, serializer.manifest(fact));
    assertThat(read.firstSeq()).isEqualTo(41);
    assertThat(read.digests()).isEqualTo(fact.digests());
    assertThat(read.events())
        .extracting(event -> event.event())
        .isEqualTo(fact.events().stream().map(event -> event.event()).toList());
    assertThat(new String(bytes, StandardCharsets.UTF_8).lines())
        .containsExactly(
            "{\"first_seq\":41}",
            fact.events().get(0).event().toJson(),
            fact.events().get(1).event().toJson());
  }

  @Test
  void writesARecalledFactByItsDigests() throws NotSerializableException {
    TopicFact recalled = TopicFact.recalled(41, Node.fact("orders", 41, 2).digests());

    byte[] bytes = serializer.toBinary(recalled);

    assertThat(serializer.fromBinary(bytes, serializer.manifest(recalled))).isEqualTo(recalled);
  }

  @Test
  void refusesAManifestOfALaterVersion() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "TopicFact/2"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("TopicFact/2");
  }

  @Test
  void isTheSerializerOfEveryActorSystem() throws NotSerializableException {
    ActorTestKit kit = ActorTestKit.create("plain");
    try {
      var serialization = SerializationExtension.get(kit.system());

      assertThat(serialization.serializerFor(TopicFact.class)).isInstanceOf(TopicSerializer.class);
      assertThat(serialization.serializerFor(TopicSnapshot.class))
          .isInstanceOf(TopicSerializer.class);
      // Stored files name it: another number could not read them.
      assertThat(serialization.serializerFor(TopicSnapshot.class).identifier()).isEqualTo(7_301);
    } finally {
      kit.shutdownTestKit();
    }
  }
}
