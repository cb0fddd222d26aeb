package archon.bus.topic;

import static archon.bus.topic.TopicsFixture.await;
import static archon.bus.topic.TopicsFixture.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OpenTopicsTest {
  private final TopicsFixture fixture = new TopicsFixture(); // no time passes: nothing times out

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void stopsTheTopicUsedLongestAgoWhenThereIsOneTooMany() {
    Topics topics = fixture.open(TopicsFixture.settings("max-open = 2"));
    await(topics.publish(event("a", 1)));
    await(topics.publish(event("b", 1)));
    await(topics.publish(event("a", 2)));

    await(topics.publish(event("c", 1)));
    Awaitility.await().until(() -> fixture.storage.count("release b") == 1);
    long seq = await(topics.publish(event("b", 2))).seq();

    assertThat(seq).isEqualTo(2);
    Awaitility.await().until(() -> fixture.storage.count("release a") == 1);
    assertThat(fixture.storage.count("release c")).isZero();
  }

  @Test
  void stopsNoTopicThatHasWork() {
    CompletableFuture<Void> deleted = new CompletableFuture<>();
    fixture.storage.onDelete = () -> deleted;
    Topics topics = fixture.open(TopicsFixture.settings("max-open = 1"));
    await(topics.publish(event("busy", 1)));
    CompletionStage<Long> clear = topics.clear("busy", ClearLimit.All.INSTANCE);
    Awaitility.await().until(() -> fixture.storage.count("delete busy") == 1);

    await(topics.publish(event("a", 1)));
    AtomicInteger others = new AtomicInteger();
    Awaitility.await()
        .until(
            () -> {
              await(topics.publish(event("other" + others.incrementAndGet(), 1)));
              return fixture.storage.count("release a") == 1; // once it was seen to be idle
            });
    long releasedWhileBusy = fixture.storage.count("release busy");
    deleted.complete(null);

    assertThat(await(clear)).isEqualTo(1);
    assertThat(releasedWhileBusy).isZero();
  }

  @Test
  void storesAllThatIsPublishedToManyMoreTopicsAtOnce() {
    Topics topics = fixture.open(TopicsFixture.settings("max-open = 10"));
    List<CompletionStage<PublishResult>> results = new ArrayList<>();

    for (int i = 0; i < 600; i++) {
      results.add(topics.publish(event("t" + i % 200, i)));
    }

    assertThat(results).allSatisfy(result -> assertThat(await(result).seq()).isBetween(1L, 3L));
    await(topics.publish(event("last", 1)));
    Awaitility.await().until(() -> open() <= 20);
  }

  private long open() {
    long prepared = fixture.storage.calls.stream().filter(c -> c.startsWith("prepare")).count();
    long released = fixture.storage.calls.stream().filter(c -> c.startsWith("release")).count();
    return prepared - released;
  }
}
