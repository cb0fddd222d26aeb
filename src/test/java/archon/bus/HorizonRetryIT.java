package archon.bus;

import static archon.bus.BusCalls.event;
import static archon.bus.BusCalls.history;
import static archon.bus.BusCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.journal.NodeDescriptor;
import archon.bus.read.HistoryQuery;
import archon.bus.topic.PublishResult;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A guest's events are stored, but the answers are lost, and others publish more than the
 * idempotence horizon holds before the guest asks again.
 */
final class HorizonRetryIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String TOPIC = "orders";
  private static final int BY_OTHERS = 1_000;
  private static final String SETTINGS =
      "archon.bus.topic.idempotence-horizon=10 archon.bus.node.timeout=120s"
          + " archon.bus.http.enabled=off"; // it would have the node write node.json once more

  private final Ledger ledger = new Ledger();
  private final List<Event> own = List.of(event(TOPIC, "s", 1), event(TOPIC, "s", 2));
  private final List<Event> group =
      List.of(event(TOPIC, "s", 3), event(TOPIC, "s", 4), event(TOPIC, "s", 5));

  @TempDir Path directory;
  private OtherProcess node;
  private OtherProcess other;
  private LinkProxy proxy;
  private EventBus guest;

  @BeforeEach
  void storeWithoutAnswers() throws IOException {
    Config settings =
        ConfigFactory.parseString(SETTINGS.replace(' ', '\n')).withFallback(ConfigFactory.load());
    node = opened();
    proxy = LinkProxy.beforeNodeOf(directory);
    guest = EventBus.open(directory, settings);
    join(guest.publish(event(TOPIC, "s", 0)));
    assertThat(proxy.hasGuests()).isTrue();
    proxy.swallowAnswers();
    proxy.stepAside();
  }

  @AfterEach
  void end() throws IOException {
    guest.close();
    proxy.close();
    other.close();
    node.close();
  }

  @Test
  void asksTheSameNodeAgainWhenTheConnectionBroke() throws IOException {
    List<CompletionStage<PublishResult>> single = own.stream().map(guest::publish).toList();
    CompletionStage<List<PublishResult>> all = guest.publishAll(group);
    othersPublish();

    proxy.close();

    assertFirstSeqs(single, all);
  }

  @Test
  void asksTheNodeThatFollows() throws IOException {
    List<CompletionStage<PublishResult>> single = own.stream().map(guest::publish).toList();
    CompletionStage<List<PublishResult>> all = guest.publishAll(group);
    othersPublish();

    node.kill();
    await().atMost(PATIENCE).until(() -> isNode(other.pid()));
    proxy.close();

    assertFirstSeqs(single, all);
  }

  @Test
  void asksItselfWhenItIsTheNodeThatFollows() throws IOException {
    List<CompletionStage<PublishResult>> single = own.stream().map(guest::publish).toList();
    CompletionStage<List<PublishResult>> all = guest.publishAll(group);
    othersPublish();

    other.kill();
    node.kill();
    proxy.close();

    assertFirstSeqs(single, all);
    assertThat(isNode(ProcessHandle.current().pid())).isTrue();
  }

  @Test
  void storesWhatWasPublishedTwiceOnce() throws IOException {
    Event event = own.get(0);
    CompletionStage<PublishResult> first = guest.publish(event);
    CompletionStage<PublishResult> second = guest.publish(event);
    othersPublish();

    proxy.close();

    assertThat(join(first).seq()).isEqualTo(2);
    assertThat(join(second).seq()).isEqualTo(2);
    assertThat(stored()).filteredOn(stored -> stored.event().equals(event)).hasSize(1);
  }

  private OtherProcess opened() throws IOException {
    OtherProcess process = OtherProcess.start(words -> ledger.note("none", words));
    assertThat(process.ask("open %s %s".formatted(directory, SETTINGS))).isEqualTo("open");
    return process;
  }

  private void othersPublish() throws IOException {
    await().atMost(PATIENCE).until(() -> stored().size() > 1);
    int own = stored().size();
    other = opened();
    other.ask("load 2000 " + TOPIC);
    await().atMost(PATIENCE).until(() -> stored().size() >= own + BY_OTHERS);
    other.ask("quiet");
  }

  private void assertFirstSeqs(
      List<CompletionStage<PublishResult>> single, CompletionStage<List<PublishResult>> all) {
    assertThat(single).extracting(result -> join(result).seq()).containsExactly(2L, 3L);
    assertThat(join(all)).extracting(PublishResult::seq).containsExactly(4L, 5L, 6L);
    assertThat(stored()).extracting(stored -> stored.event().id()).doesNotHaveDuplicates();
  }

  private List<StoredEvent> stored() {
    return history(guest, HistoryQuery.topic(TOPIC));
  }

  private boolean isNode(long pid) {
    NodeDescriptor descriptor = NodeDescriptor.of(directory);
    return descriptor != null && descriptor.service() != null && descriptor.pid() == pid;
  }
}
