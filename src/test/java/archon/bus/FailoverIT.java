package archon.bus;

import static archon.bus.BusCalls.event;
import static archon.bus.BusCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.event.StoredEvent;
import archon.bus.journal.NodeDescriptor;
import archon.bus.read.HistoryQuery;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The node goes away while its guests work. */
final class FailoverIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final int EVENTS_A_SECOND = 500;

  private final Ledger ledger = new Ledger();
  private final List<OtherProcess> processes = new ArrayList<>();
  private OtherProcess node;

  @TempDir Path directory;

  /** How a node goes away. */
  enum End {
    CLOSE(node -> assertThat(node.ask("close")).isEqualTo("close")),
    EXIT(OtherProcess::exit),
    KILL(OtherProcess::kill);

    private final Consumer<OtherProcess> way;

    End(Consumer<OtherProcess> way) {
      this.way = way;
    }
  }

  @BeforeEach
  void startNode() throws IOException {
    node = opened("node");
  }

  @AfterEach
  void end() {
    processes.forEach(OtherProcess::close);
  }

  @ParameterizedTest
  @EnumSource
  void callersSeeAPauseAndNoErrorAndSubscribersMissNothing(End end) throws IOException {
    List<OtherProcess> guests = List.of(opened("one"), opened("two"));
    guests.get(0).ask("subscribe one >");
    guests.get(1).ask("subscribe two >");
    guests.forEach(guest -> guest.ask("load %d orders mail".formatted(EVENTS_A_SECOND)));
    awaitAcknowledged(EVENTS_A_SECOND);

    end.way.accept(node);
    awaitAcknowledged(ledger.countAcknowledged() + 2 * EVENTS_A_SECOND);
    guests.forEach(guest -> assertThat(guest.ask("quiet")).isEqualTo("quiet"));

    Map<String, Long> lastSeqs = lastSeqsStored();
    for (String name : List.of("one", "two")) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(ledger.lastReceived(name)).isEqualTo(lastSeqs));
    }
    assertThat(ledger.faults()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aQueueFullOfPublishesIsStoredOnceAndInOrder(End end) throws IOException {
    int burst = 20_000; // as many as may wait
    OtherProcess guest = opened("guest");
    guest.order("burst %d orders".formatted(burst));
    awaitAcknowledged(1);

    end.way.accept(node);

    awaitAcknowledged(burst);
    assertThat(lastSeqsStored()).isEqualTo(Map.of("orders", (long) burst));
    assertThat(ledger.faults()).isEmpty();
  }

  @Test
  void aNamedSubscriptionKeepsItsHolder() throws IOException {
    OtherProcess holder = opened("holder");
    OtherProcess other = opened("other");
    holder.ask("subscribe wanted >");

    node.kill();
    String whileTheNodeIsGone = other.ask("subscribe wanted >");
    other.ask("load 100 orders");
    awaitAcknowledged(100);
    String underTheNextNode = other.ask("subscribe wanted >");
    holder.kill();
    String onceTheHolderIsGone = other.ask("subscribe wanted >");

    assertThat(whileTheNodeIsGone).contains("SubscriptionNameTaken");
    assertThat(underTheNextNode).contains("SubscriptionNameTaken");
    assertThat(onceTheHolderIsGone).isEqualTo("subscribe");
  }

  @ParameterizedTest
  @EnumSource
  void groupsAreStoredAllOrNoneAndOnce(End end) throws IOException {
    OtherProcess guest = opened("guest");
    guest.ask("groups 100 7 orders");
    awaitAcknowledged(500);

    end.way.accept(node);
    awaitAcknowledged(ledger.countAcknowledged() + 500);
    guest.ask("quiet");

    try (EventBus bus = EventBus.open(directory)) {
      ledger.requireStored(bus);
      Map<Integer, List<Long>> groups =
          BusCalls.history(bus, HistoryQuery.topic("orders")).stream()
              .collect(
                  Collectors.groupingBy(
                      stored -> stored.event().payload().get("n").asInt(),
                      Collectors.mapping(StoredEvent::seq, Collectors.toList())));
      assertThat(groups.values())
          .allSatisfy(seqs -> assertThat(seqs).hasSize(7).last().isEqualTo(seqs.get(0) + 6));
    }
    assertThat(ledger.faults()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsClearedMeanwhileIsGoneAndAllElseIsKept(End end) throws IOException {
    OtherProcess guest = opened("guest");
    guest.ask("load 200 orders mail");
    awaitAcknowledged(200);
    guest.ask("quiet");
    Map<String, Long> lastSeqs = lastSeqsStored();

    guest.order("clear orders");
    end.way.accept(node);
    assertThat(guest.answer()).isEqualTo("clear");
    guest.ask("load 200 orders mail");
    awaitAcknowledged(400);
    guest.ask("quiet");

    try (EventBus bus = EventBus.open(directory)) {
      assertThat(BusCalls.history(bus, HistoryQuery.topic("orders")))
          .first()
          .extracting(StoredEvent::seq)
          .isEqualTo(lastSeqs.get("orders") + 1);
      assertThat(BusCalls.history(bus, HistoryQuery.topic("mail")).get(0).seq()).isEqualTo(1);
    }
    assertThat(ledger.faults()).isEmpty();
  }

  @Test
  void theNextNodeListensOnTheSamePortIfItIsStated() throws IOException {
    int port = freePort();
    node.ask("close");
    OtherProcess first = opened("first", "archon.bus.node.port=" + port);
    OtherProcess second = opened("second", "archon.bus.node.port=" + port);
    second.ask("load 200 orders");
    awaitAcknowledged(100);

    first.kill();
    awaitAcknowledged(ledger.countAcknowledged() + 200);

    NodeDescriptor next = NodeDescriptor.of(directory);
    assertThat(next.pid()).isEqualTo(second.pid());
    assertThat(next.service().link()).isEqualTo(port);
    assertThat(opened("third", "")).isNotNull();
    assertThat(ledger.faults()).isEmpty();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void aGuestInAnActorSystemOfTheUserTakesOver() {
    Config settings =
        ConfigFactory.parseMap(
                Map.of(
                    "archon.bus.events-dir",
                    directory.toString(),
                    "pekko.persistence.typed.stash-overflow-strategy",
                    "fail"))
            .withFallback(ConfigFactory.defaultOverrides())
            .withFallback(ConfigFactory.defaultReference())
            .resolve();
    ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "given", settings);
    try (EventBus guest = EventBus.open(system)) {
      join(guest.publish(event("orders", "s", 0)));

      node.kill();

      assertThat(join(guest.publish(event("orders", "s", 1))).seq()).isEqualTo(2);
    } finally {
      system.terminate();
    }
  }

  private OtherProcess opened(String name) throws IOException {
    return opened(name, "");
  }

  private OtherProcess opened(String name, String settings) throws IOException {
    OtherProcess process = OtherProcess.start(words -> ledger.note(name, words));
    processes.add(process);
    assertThat(process.ask("open %s %s".formatted(directory, settings))).isEqualTo("open");
    return process;
  }

  private void awaitAcknowledged(int events) {
    await().atMost(PATIENCE).until(() -> ledger.countAcknowledged() >= events);
  }

  private Map<String, Long> lastSeqsStored() {
    try (EventBus bus = EventBus.open(directory)) {
      return ledger.requireStored(bus);
    }
  }
}
