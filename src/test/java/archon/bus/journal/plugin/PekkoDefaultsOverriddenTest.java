package archon.bus.journal.plugin;

import static archon.bus.journal.plugin.Node.fact;
import static archon.bus.journal.plugin.Node.single;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.TopicPersistenceId;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessages;
import org.apache.pekko.persistence.JournalProtocol.ReplayMessagesFailure;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageFailure;
import org.apache.pekko.persistence.JournalProtocol.WriteMessageSuccess;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentRepr;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The defaults of Pekko that would break the bus's promises, as its plugins really see them and as
 * they act.
 */
final class PekkoDefaultsOverriddenTest {
  @TempDir Path temporary;
  private Path directory;
  private Node node;

  @BeforeEach
  void start() {
    directory = temporary.resolve("events");
    node = Node.in(directory);
  }

  @AfterEach
  void stop() {
    node.close();
  }

  @Test
  void keepsTheCircuitBreakersOutOfTheWay() {
    for (ActorPlugin plugin : plugins()) {
      assertThat(plugin.config().getInt("circuit-breaker.max-failures"))
          .isEqualTo(Integer.MAX_VALUE);
      // Zero: Pekko's breaker waits for the call without a timer.
      assertThat(plugin.config().getDuration("circuit-breaker.call-timeout")).isZero();
    }
  }

  @Test
  void refusesNobodyElseAfterManyFailuresOfOneTopic() {
    String bad = TopicPersistenceId.of("bad");
    for (int n = 0; n < 20; n++) {
      // A fact that leaves a gap in the topic's seqs is a failed write.
      assertThat(node.write(single(bad, 1, fact("bad", 1_000, 1))).get(0))
          .isInstanceOf(WriteMessageFailure.class);
    }

    assertThat(node.write(single(TopicPersistenceId.of("good"), 1, fact("good", 1, 1))).get(0))
        .isInstanceOf(WriteMessageSuccess.class);
    assertThat(node.write(single(bad, 1, fact("bad", 1, 1))).get(0))
        .isInstanceOf(WriteMessageSuccess.class);
  }

  @Test
  void failsRecoveryInsteadOfDiscardingEvents() {
    node.write(writtenBy("first", 1), writtenBy("second", 2), writtenBy("first", 3));

    assertThat(node.replayAll("p").end()).isInstanceOf(ReplayMessagesFailure.class);
    assertThat(journalConfig().getInt("replay-filter.window-size")).isLessThanOrEqualTo(10);
  }

  @Test
  void confirmsInTheOrderOfEachActorOnly() {
    assertThat(journalConfig().getBoolean("write-response-global-order")).isFalse();
  }

  @Test
  void waitsLongerThanADiskIsSlowForTheNextEvent() {
    assertThat(journalConfig().getDuration("recovery-event-timeout"))
        .isGreaterThanOrEqualTo(Duration.ofMinutes(5));
  }

  @Test
  void runsThePluginsOnThreadsOfTheirOwn() {
    Config all = node.classicSystem().settings().config();
    for (ActorPlugin plugin : plugins()) {
      String dispatcher = plugin.config().getString("plugin-dispatcher");
      assertThat(dispatcher).isEqualTo("archon.bus.dispatchers.actors");
      assertThat(all.getString(dispatcher + ".executor")).isEqualTo("fork-join-executor");
    }
    for (String blocking :
        List.of(
            journalConfig().getString("replay-dispatcher"),
            plugins().get(1).config().getString("io-dispatcher"),
            TopicPreparation.BLOCKING_DISPATCHER)) {
      assertThat(blocking).isEqualTo("archon.bus.dispatchers.blocking-io");
      assertThat(all.getInt(blocking + ".thread-pool-executor.fixed-pool-size")).isPositive();
    }
  }

  @Test
  void storesForOthersWhileARecoveryHangs() throws InterruptedException {
    node.write(single("slow", 1, new SlowToRead()));
    TestProbe<Object> probe = node.kit().createTestProbe();
    node.journal()
        .tell(
            new ReplayMessages(1, 1, 1, "slow", Adapter.toClassic(probe.ref())),
            org.apache.pekko.actor.ActorRef.noSender());
    SlowToRead.Serializer.READING.acquire();

    assertThat(node.write(single("quick", 1, "a")).get(0)).isInstanceOf(WriteMessageSuccess.class);
    assertThat(node.replayAll("quick").highest()).isEqualTo(1);

    SlowToRead.Serializer.GO_ON.release();
    assertThat(probe.receiveMessage(Duration.ofSeconds(20))).isNotNull();
  }

  @Test
  void overridesNothingOutsideOfTheBussOwnBlocks() {
    Config ours = ConfigFactory.parseFile(new File("src/main/resources/reference.conf"));

    assertThat(ours.entrySet())
        .extracting(Map.Entry::getKey)
        .isNotEmpty()
        .allSatisfy(
            key ->
                assertThat(key)
                    .matches(
                        "archon\\.(bus|redis)\\..*"
                            + "|pekko\\.actor\\.serializers\\.archon-.*"
                            + "|pekko\\.actor\\.serialization-bindings\\.\"archon\\.bus\\..*"));
  }

  private static AtomicWrite writtenBy(String writer, long sequenceNr) {
    PersistentRepr event = Node.event("p", sequenceNr, "e-" + sequenceNr);
    return AtomicWrite.apply(event.update(sequenceNr, "p", false, event.sender(), writer));
  }

  private Config journalConfig() {
    return plugins().get(0).config();
  }

  private List<ActorPlugin> plugins() {
    Persistence persistence = Persistence.get(node.classicSystem());
    return List.of(
        new ActorPlugin(persistence.configFor(node.journal())),
        new ActorPlugin(persistence.configFor(node.snapshotStore())));
  }

  /** A plugin's configuration as its actor got it, Pekko's fallbacks included. */
  private record ActorPlugin(Config config) {}
}
