package archon.bus.guest;

import static archon.bus.guest.FilesInMemory.encoded;
import static archon.bus.guest.FilesInMemory.event;
import static archon.bus.guest.Outcomes.failure;
import static archon.bus.guest.Outcomes.isPending;
import static archon.bus.guest.Outcomes.result;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventRefused;
import archon.bus.guest.SentToNode.Publish;
import archon.bus.link.FrameWriter;
import archon.bus.topic.BusOverloaded;
import archon.bus.topic.Durability;
import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishResult;
import archon.bus.topic.PublishResult.Duplicate;
import archon.bus.topic.PublishResult.Stored;
import archon.bus.topic.TopicSettings;
import com.typesafe.config.ConfigFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class OutboxTest {
  private static final String TOPIC = "task.completed";

  private final FilesInMemory files = new FilesInMemory();
  private final AtomicInteger wakes = new AtomicInteger();
  private Outbox outbox = outbox("");

  private Outbox outbox(String overrides) {
    return new Outbox(settings(overrides), files, Runnable::run, wakes::incrementAndGet);
  }

  static TopicSettings settings(String overrides) {
    return TopicSettings.from(
        ConfigFactory.parseString(overrides)
            .withFallback(ConfigFactory.defaultReference().getConfig("archon.bus.topic")));
  }

  private List<Publish> sent() {
    return SentToNode.by(outbox::fill).publishes;
  }

  // ---- order and answers

  @Test
  void sendsTheEventsOfATopicInOrderUnderConsecutiveNumbers() {
    List<EncodedEvent> events = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      events.add(event(TOPIC, i));
      outbox.publish(events.get(i));
    }

    List<Publish> sent = sent();

    assertThat(sent).extracting(Publish::id).isEqualTo(ids(events));
    assertThat(sent)
        .extracting(p -> p.number() - sent.get(0).number())
        .isEqualTo(java.util.stream.LongStream.range(0, 100).boxed().toList());
    assertThat(sent).allSatisfy(p -> assertThat(Outbox.isPublish(p.number())).isTrue());
    assertThat(wakes).hasValue(2); // for the first, and when the topic's end was found
  }

  private static List<String> ids(List<EncodedEvent> events) {
    return events.stream().map(event -> event.event().id()).toList();
  }

  @Test
  void keepsAGroupInItsPlaceAmongTheOthers() {
    EncodedEvent before = event(TOPIC, 0);
    List<EncodedEvent> group = List.of(event(TOPIC, 1), event(TOPIC, 2));
    EncodedEvent after = event(TOPIC, 3);

    outbox.publish(before);
    outbox.publishAll(TOPIC, group);
    outbox.publish(after);

    assertThat(sent()).extracting(p -> p.events().size()).containsExactly(1, 2, 1);
  }

  @Test
  void tellsEachOfARunItsOwnSeqAndDurability() {
    List<CompletionStage<PublishResult>> results = publish(3);
    long first = sent().get(0).number();

    outbox.stored(first, 3, 41, Durability.DISK);

    assertThat(results).map(r -> result(r).seq()).containsExactly(41L, 42L, 43L);
    Stored last = (Stored) result(results.get(2));
    assertThat(last.durability()).isEqualTo(Durability.DISK);
  }

  private List<CompletionStage<PublishResult>> publish(int count) {
    List<CompletionStage<PublishResult>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      results.add(outbox.publish(event(TOPIC, i)));
    }
    return results;
  }

  @Test
  void tellsOfADuplicateAConflictAndAGroup() {
    List<CompletionStage<PublishResult>> results = publish(2);
    CompletionStage<List<PublishResult>> group =
        outbox.publishAll(TOPIC, List.of(event(TOPIC, 7), event(TOPIC, 8)));
    long first = sent().get(0).number();

    outbox.duplicate(first, 5);
    outbox.failed(first + 1, new EventRefused("no"));
    outbox.storedGroup(first + 2, new long[] {-3, 9}, Durability.OS);

    assertThat(result(results.get(0))).isInstanceOf(Duplicate.class);
    assertThat(result(results.get(0)).seq()).isEqualTo(5);
    assertThat(failure(results.get(1))).isInstanceOf(EventRefused.class).hasMessage("no");
    assertThat(result(group)).extracting(PublishResult::seq).containsExactly(3L, 9L);
    assertThat(result(group).get(0)).isInstanceOf(Duplicate.class);
    assertThat(result(group).get(1)).isInstanceOf(Stored.class);
  }

  @Test
  void takesAnswersOutOfOrderWithMoreUnderWayThanItsRingHoldsAtFirst() {
    List<CompletionStage<PublishResult>> results = publish(1_000);
    List<Publish> sent = new ArrayList<>(sent());
    long first = sent.get(0).number();
    Collections.shuffle(sent, new Random(7));

    sent.forEach(p -> outbox.stored(p.number(), 1, p.number() - first + 1, Durability.OS));

    for (int i = 0; i < 1_000; i++) {
      assertThat(result(results.get(i)).seq()).isEqualTo(i + 1);
    }
  }

  @Test
  void oneTopicDoesNotWaitForAnother() {
    outbox.publish(event("a", 1));
    CompletionStage<PublishResult> b = outbox.publish(event("b", 1));
    List<Publish> sent = sent();

    outbox.stored(sent.get(1).number(), 1, 1, Durability.OS);

    assertThat(result(b).seq()).isEqualTo(1);
  }

  @Test
  void onlyATopicWhoseEndIsStillLookedForWaitsForIt() {
    Queue<Runnable> blocking = new ArrayDeque<>();
    outbox = new Outbox(settings(""), files, blocking::add, wakes::incrementAndGet);
    outbox.publish(event("large", 1));
    outbox.publish(event("small", 1));
    assertThat(sent()).isEmpty();
    Runnable large = blocking.remove();
    int wakesBefore = wakes.get();

    blocking.remove().run();
    List<Publish> first = sent();
    for (int i = 0; i < 10; i++) {
      outbox.tick(); // it takes seconds
    }
    large.run();

    assertThat(first).extracting(Publish::topic).containsExactly("small");
    assertThat(sent()).extracting(Publish::topic).containsExactly("large");
    assertThat(wakes.get() - wakesBefore).isEqualTo(2);
  }

  // ---- bounds

  @Test
  void refusesAtOnceWhatExceedsTheBoundAndTakesMoreOnceSomeIsAnswered() {
    outbox = outbox("max-pending-events = 2, max-batch-events = 2");
    publish(2);
    long first = sent().get(0).number();

    CompletionStage<PublishResult> refused = outbox.publish(event(TOPIC, 2));
    outbox.stored(first, 1, 1, Durability.OS);
    CompletionStage<PublishResult> taken = outbox.publish(event(TOPIC, 3));

    assertThat(failure(refused)).isInstanceOf(BusOverloaded.class);
    assertThat(isPending(taken)).isTrue();
    assertThat(failure(outbox.publish(event(TOPIC, 4)))).isInstanceOf(BusOverloaded.class);
  }

  @Test
  void boundsTheBytesButTakesALargerEventWhenNothingWaits() {
    outbox = outbox("max-pending-bytes = 1KiB, max-batch-bytes = 1KiB");
    EncodedEvent large = encoded(Event.create(TOPIC, Map.of("text", "x".repeat(2_000)), "fenrir"));

    CompletionStage<PublishResult> first = outbox.publish(large);
    CompletionStage<PublishResult> second = outbox.publish(event(TOPIC, 1));

    assertThat(isPending(first)).isTrue();
    assertThat(failure(second)).isInstanceOf(BusOverloaded.class);
  }

  @Test
  void anEventThatNoFrameOfTheNodeHoldsIsRefusedAndHoldsNothingUp() {
    int maxFrameBytes = FrameWriter.maxFrameBytes(1_000, 1_000, 10);
    EncodedEvent large = encoded(Event.create(TOPIC, Map.of("text", "x".repeat(20_000)), "fenrir"));
    CompletionStage<PublishResult> refused = outbox.publish(large);
    CompletionStage<List<PublishResult>> group =
        outbox.publishAll(TOPIC, Collections.nCopies(20, large));
    EncodedEvent small = event(TOPIC, 1);
    outbox.publish(small);

    List<Publish> sent = SentToNode.by(outbox::fill, maxFrameBytes).publishes;

    assertThat(sent).extracting(Publish::id).containsExactly(small.event().id());
    assertThat(failure(refused)).isInstanceOf(EventRefused.class).hasMessageContaining("node");
    assertThat(failure(group)).isInstanceOf(EventRefused.class);
    outbox.stored(sent.get(0).number(), 1, 1, Durability.OS);
    assertThat(result(outbox.close())).isNull();
  }

  @Test
  void aTopicNameThatNoFrameHoldsIsRefusedAndHoldsNothingUp() {
    String name = "n".repeat(70_000);
    int maxFrameBytes = FrameWriter.maxFrameBytes(1_000, 1_000, 10);
    CompletionStage<PublishResult> single = outbox.publish(event(name, 1));
    CompletionStage<List<PublishResult>> group =
        outbox.publishAll(name, List.of(event(name, 2), event(name, 3)));
    outbox.publish(event(TOPIC, 1));

    List<Publish> sent = SentToNode.by(outbox::fill, maxFrameBytes).publishes;

    assertThat(sent).extracting(Publish::topic).containsExactly(TOPIC);
    assertThat(failure(single)).isInstanceOf(EventRefused.class).hasMessageContaining("70000");
    assertThat(failure(group)).isInstanceOf(EventRefused.class);
  }

  // ---- the next node

  @Test
  void sendsAgainInOrderWhatIsNotAnsweredAndBeforeWhatWaits() {
    List<EncodedEvent> events = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      events.add(event(TOPIC, i));
    }
    events.subList(0, 4).forEach(outbox::publish);
    long first = sent().get(0).number();
    outbox.stored(first + 1, 1, 2, Durability.OS);
    outbox.publish(events.get(4));

    outbox.disconnected();
    List<Publish> again = sent();

    assertThat(again)
        .extracting(Publish::id)
        .isEqualTo(ids(List.of(events.get(0), events.get(2), events.get(3), events.get(4))));
    assertThat(again).allSatisfy(p -> assertThat(p.number()).isGreaterThanOrEqualTo(first + 4));
  }

  @Test
  void tellsTheNextNodeTheSeqsOfWhatTheFilesShow() {
    files.store(event(TOPIC, -1), event(TOPIC, -2));
    EncodedEvent stored = event(TOPIC, 0);
    EncodedEvent lost = event(TOPIC, 1);
    List<EncodedEvent> group = List.of(event(TOPIC, 2), event(TOPIC, 3));
    outbox.publish(stored);
    outbox.publish(lost);
    outbox.publishAll(TOPIC, group);
    sent();
    files.store(stored, event(TOPIC, 99), group.get(0), group.get(1));

    outbox.disconnected();
    outbox.lookForStored();

    assertThat(sent())
        .extracting(Publish::knownSeqs)
        .containsExactly(List.of(3L), List.of(0L), List.of(5L, 6L));
    assertThat(files.readsFrom).containsExactly(3L); // behind what was known, not from the start
  }

  @Test
  void looksBehindWhatWasKnownWhenAPublishWasSentFirstHoweverOftenItIsSent() {
    files.store(event(TOPIC, -1));
    outbox.publish(event(TOPIC, 0));
    CompletionStage<PublishResult> answered = outbox.publish(event(TOPIC, 1));
    outbox.stored(sent().get(1).number(), 1, 40, Durability.OS);
    outbox.disconnected();
    outbox.lookForStored();
    sent();

    outbox.disconnected();
    outbox.lookForStored();

    assertThat(result(answered).seq()).isEqualTo(40);
    assertThat(files.readsFrom).containsExactly(2L, 2L);
  }

  @Test
  void looksBehindTheLastGroupThatWasAnsweredWhenOthersWereAlwaysUnderWay() {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      outbox.publishAll(TOPIC, List.of(event(TOPIC, 2 * i), event(TOPIC, 2 * i + 1)));
      sent().forEach(publish -> numbers.add(publish.number()));
    }
    outbox.storedGroup(numbers.get(0), new long[] {-40, 41}, Durability.OS);
    outbox.publishAll(TOPIC, List.of(event(TOPIC, 4), event(TOPIC, 5)));
    sent();
    outbox.storedGroup(numbers.get(1), new long[] {42, 43}, Durability.OS);

    outbox.disconnected();
    outbox.lookForStored();

    assertThat(files.readsFrom).containsExactly(42L);
  }

  @Test
  void looksOnlyForWhatWasSent() {
    outbox.publish(event(TOPIC, 0));

    outbox.disconnected();
    outbox.lookForStored();

    assertThat(files.readsFrom).isEmpty();
  }

  @Test
  void findsAnEventForEachOfItsPublishesUnderWay() {
    EncodedEvent twice = event(TOPIC, 0);
    outbox.publish(twice);
    outbox.publish(twice);
    outbox.publishAll(TOPIC, List.of(twice, twice));
    sent();
    files.store(twice);

    outbox.disconnected();
    outbox.lookForStored();

    assertThat(sent())
        .extracting(Publish::knownSeqs)
        .containsExactly(List.of(1L), List.of(1L), List.of(1L, 1L));
  }

  @Test
  void leavesItToTheTopicToTellOfAnotherEventUnderTheSameId() {
    EncodedEvent published = event(TOPIC, 0);
    outbox.publish(published);
    sent();
    Event other = Event.create(TOPIC, Map.of("other", 1), "fenrir");
    files.store(encoded(other.withId(published.event().id())));

    outbox.disconnected();
    outbox.lookForStored();

    assertThat(sent()).extracting(Publish::knownSeqs).containsExactly(List.of(0L));
  }

  @Test
  void aTopicThatCannotBeReadHoldsUpNoOther() {
    CompletionStage<PublishResult> doubtful = outbox.publish(event("bad", 0));
    CompletionStage<PublishResult> good = outbox.publish(event("good", 0));
    sent();
    files.unreadable.add("bad");
    outbox.disconnected();
    CompletionStage<PublishResult> unsent = outbox.publish(event("bad", 1));

    outbox.lookForStored();

    assertThat(failure(doubtful)).isInstanceOf(PublishOutcomeUnknown.class);
    assertThat(isPending(good)).isTrue();
    assertThat(isPending(unsent)).isTrue();
    assertThat(sent()).extracting(Publish::topic).containsExactlyInAnyOrder("bad", "good");
  }

  @Test
  void refusesAGroupThatTheRulesForbidBeforeItIsSent() {
    CompletionStage<List<PublishResult>> mixed =
        outbox.publishAll("a", List.of(event("a", 0), event("b", 1)));

    assertThat(failure(mixed)).isInstanceOf(EventRefused.class).isInstanceOf(BusException.class);
    assertThat(result(outbox.publishAll("a", List.of()))).isEmpty();
    assertThat(sent()).isEmpty();
  }
}
