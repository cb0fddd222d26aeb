package archon.bus.guest;

import static archon.bus.guest.FilesInMemory.encoded;
import static archon.bus.guest.FilesInMemory.event;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventLimits;
import archon.bus.link.Connection;
import archon.bus.link.FrameWriter;
import archon.bus.link.LinkSecrets;
import archon.bus.link.LinkServer;
import archon.bus.link.NodeGreeting;
import archon.bus.link.Written;
import archon.bus.read.TopicSelection;
import archon.bus.topic.PublishResult;
import archon.bus.topic.Topics;
import archon.bus.topic.TopicsInMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the node's end does with whatever a guest may send. */
@Timeout(60)
final class GuestDeskTest {
  private static final String TOPIC = "task.completed";
  private static final int MAX_EVENT_BYTES = 2_000;

  private final TopicsInMemory inMemory = new TopicsInMemory();
  private final FilesInMemory files = new FilesInMemory();
  private final LinkSecrets secrets = LinkSecrets.random();
  private final List<RawGuest> guests = new ArrayList<>();
  private Topics topics;
  private LinkServer server;

  @BeforeEach
  void listen() throws IOException {
    listen(inMemory.open());
  }

  private void listen(Topics served) throws IOException {
    topics = served;
    EventLimits limits = new EventLimits(MAX_EVENT_BYTES, 10);
    GuestDesk desk = new GuestDesk(new GuestDesk.Node(topics, files, limits, Runnable::run));
    int maxFrameBytes = FrameWriter.maxFrameBytes(MAX_EVENT_BYTES, 1_000_000, 1_000);
    NodeGreeting greeting = new NodeGreeting("test", maxFrameBytes);
    server = LinkServer.listen(0, 8, secrets, greeting, desk);
  }

  @AfterEach
  void close() {
    guests.forEach(RawGuest::close);
    server.close();
    inMemory.close();
  }

  private RawGuest guest(UUID id) {
    try {
      RawGuest guest = new RawGuest(server.port(), secrets, id);
      guests.add(guest);
      return guest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private RawGuest guest() {
    return guest(UUID.randomUUID());
  }

  @Test
  void answersEachPublishInItsWay() {
    RawGuest guest = guest();
    EncodedEvent first = event(TOPIC, 1);
    Event other = Event.create(TOPIC, Map.of("other", 1), "fenrir").withId(first.event().id());

    guest.publish(10, first, 0);
    assertThat(guest.hears()).isEqualTo("stored 10 as 1");
    guest.publish(11, first, 0);
    assertThat(guest.hears()).isEqualTo("duplicate 11 of 1");
    guest.publish(12, encoded(other), 0);
    assertThat(guest.hears()).isEqualTo("failed 12: event-conflict");
    guest.publish(13, event(TOPIC, 2), 77);
    assertThat(guest.hears()).isEqualTo("stored 13 as 77"); // the guest has found it there
    guest.say(
        out -> {
          out.beginPublishAll(TOPIC, 14);
          RawGuest.put(out, first, 0, first.head());
          EncodedEvent second = event(TOPIC, 3);
          RawGuest.put(out, second, 0, second.head());
          out.endPublish();
        });
    assertThat(guest.hears()).isEqualTo("group 14 as [-1, 2]");
    assertThat(inMemory.stored(TOPIC)).hasSize(2);
  }

  @Test
  void refusesWhatCouldHarmOtherLinesAndStoresTheRest() {
    RawGuest guest = guest();
    EncodedEvent good = event(TOPIC, 1);
    EncodedEvent ofAnotherTopic = event("orders", 1);
    byte[] twoLines = good.head().clone();
    twoLines[twoLines.length - 1] = '\n';

    guest.say(
        out -> {
          out.beginPublish(TOPIC, 10);
          RawGuest.put(out, good, 0, new byte[0]);
          RawGuest.put(out, good, 0, twoLines);
          RawGuest.put(out, ofAnotherTopic, 0, ofAnotherTopic.head());
          RawGuest.put(out, good, 0, good.head());
          out.endPublish();
        });

    for (int number = 10; number < 13; number++) {
      assertThat(guest.hears()).isEqualTo("failed %d: event-refused".formatted(number));
    }
    assertThat(guest.hears()).isEqualTo("stored 13 as 1");
  }

  @Test
  void refusesNamesThatNoTopicCanHaveAndGroupsWithOneBadEvent() {
    RawGuest guest = guest();
    EncodedEvent good = event(TOPIC, 1);

    guest.say(
        out -> {
          out.beginPublish("a\nb", 10);
          RawGuest.put(out, good, 0, good.head());
          out.endPublish();
          out.beginPublishAll(TOPIC, 11);
          RawGuest.put(out, good, 0, good.head());
          RawGuest.put(out, good, 0, new byte[] {'{'});
          out.endPublish();
        });

    assertThat(guest.hears()).isEqualTo("failed 10: event-refused");
    assertThat(guest.hears()).isEqualTo("failed 11: event-refused");
    assertThat(inMemory.stored(TOPIC)).isEmpty();
  }

  @Test
  void refusesAnEventAboveTheLimitOfTheNode() {
    RawGuest guest = guest();
    String text = "x".repeat(MAX_EVENT_BYTES);

    guest.publish(10, encoded(Event.create(TOPIC, Map.of("text", text), "fenrir")), 0);
    guest.publish(11, event(TOPIC, 1), 0);

    assertThat(guest.hears()).isEqualTo("failed 10: event-refused");
    assertThat(guest.hears()).isEqualTo("stored 11 as 1");
  }

  @Test
  void refusesWhatIsMoreThanABatchOfTheNode() throws IOException {
    server.close();
    listen(inMemory.open("max-batch-events = 2, max-batch-bytes = 1500"));
    RawGuest guest = guest();
    String text = "x".repeat(MAX_EVENT_BYTES / 2);
    EncodedEvent large = encoded(Event.create(TOPIC, Map.of("text", text), "fenrir"));

    publishAll(guest, 10, event(TOPIC, 1), event(TOPIC, 2), event(TOPIC, 3));
    publishAll(guest, 11, large, encoded(Event.create(TOPIC, Map.of("text", text), "ezra")));
    publishAll(guest, 12, event(TOPIC, 1), event(TOPIC, 2));

    assertThat(guest.hears()).isEqualTo("failed 10: event-refused");
    assertThat(guest.hears()).isEqualTo("failed 11: event-refused");
    assertThat(guest.hears()).isEqualTo("group 12 as [1, 2]");
  }

  private static void publishAll(RawGuest guest, long number, EncodedEvent... events) {
    guest.say(
        out -> {
          out.beginPublishAll(TOPIC, number);
          for (EncodedEvent event : events) {
            RawGuest.put(out, event, 0, event.head());
          }
          out.endPublish();
        });
  }

  @Test
  void readsNoMoreOfAGuestThatHasItsShareUnansweredAndOthersAreAttendedTo() throws IOException {
    server.close();
    listen(inMemory.open("max-batch-bytes = 10KiB, max-pending-bytes = 1MiB"));
    inMemory.holdUp();
    RawGuest busy = guest();
    String text = "x".repeat(MAX_EVENT_BYTES / 2);
    int events = 2_000;

    for (int i = 0; i < events; i++) {
      busy.publish(10 + i, encoded(Event.create(TOPIC, Map.of("text", text), "fenrir")), 0);
    }
    busy.say(out -> out.status(1));
    await().until(() -> isAReaderWaiting());
    RawGuest other = guest();
    other.say(out -> out.status(2));
    CompletionStage<PublishResult> own = topics.publish(event(TOPIC, 1));

    assertThat(other.hears()).startsWith("answer 2");
    assertThat(busy.hasHeard()).isFalse();
    assertThat(own.toCompletableFuture()).isNotDone(); // neither stored yet nor refused
    inMemory.goOn();
    List<String> answers = Stream.generate(busy::hears).limit(events + 1).toList();
    assertThat(answers)
        .contains("stored 10 as 1", "stored 2009 as 2001")
        .anyMatch(answer -> answer.startsWith("answer 1"));
    assertThat(own).succeedsWithin(Duration.ofSeconds(20));
  }

  private static boolean isAReaderWaiting() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("archon-bus-link-reader"))
        .anyMatch(thread -> LockSupport.getBlocker(thread) instanceof Connection);
  }

  @Test
  void aGuestThatComesAgainWaitsForTheAnswersToItsFormerConnection() throws Exception {
    UUID id = UUID.randomUUID();
    inMemory.holdUp();
    RawGuest before = guest(id);
    before.publish(10, event(TOPIC, 1), 0);
    before.say(out -> out.status(1));
    before.hears(); // then the publish has been taken, too
    before.close();

    CompletableFuture<RawGuest> again = CompletableFuture.supplyAsync(() -> guest(id));
    guest().say(out -> out.status(1));

    assertThatThrownBy(() -> again.get(500, MILLISECONDS)).isInstanceOf(TimeoutException.class);
    inMemory.goOn();
    again.get(20, SECONDS).publish(11, event(TOPIC, 2), 0);
    assertThat(again.join().hears()).isEqualTo("stored 11 as 2");
  }

  @Test
  void saysNothingOfWhatTheEndOfItsTopicsInterrupts() throws Exception {
    RawGuest guest = guest();
    topics.close().toCompletableFuture().get(20, SECONDS);

    guest.publish(10, event(TOPIC, 1), 0);
    guest.say(out -> out.clear(1, TOPIC, "{}"));
    guest.say(out -> out.status(2));

    assertThat(guest.hears()).startsWith("answer 2"); // the rest is for the next node
  }

  @Test
  void tellsTheEndsOfTopicsButOfThoseItCannotRead() {
    RawGuest guest = guest();
    files.store(event("a", 1), event("a", 2), event("bad", 1));
    files.unreadable.add("bad");

    guest.say(out -> out.ends(1, List.of("a", "bad", "none")));

    assertThat(guest.hears()).isEqualTo("answer 1: [[\"a\",2],[\"none\",0]]");
    assertThat(files.synced).as("told as sure").contains("a");
  }

  @Test
  void anAnswerThatNoFrameHoldsIsAFailureOfThatCallAlone() {
    RawGuest guest = guest();
    String grows = "\u0001".repeat(100); // six bytes each in the answer
    List<String> topics = IntStream.range(0, 2_000).mapToObj(n -> grows + n).toList();

    guest.say(out -> out.ends(1, topics));
    guest.say(out -> out.status(2));

    assertThat(guest.hears()).isEqualTo("failed 1: other");
    assertThat(guest.hears()).startsWith("answer 2");
  }

  @Test
  void clearsAndTellsHowManyOrWhyNot() {
    RawGuest guest = guest();
    guest.publish(10, event(TOPIC, 1), 0);
    guest.hears();

    guest.say(out -> out.clear(1, TOPIC, "{}"));
    assertThat(guest.hears()).isEqualTo("answer 1: 1");
    guest.say(out -> out.clear(2, TOPIC, "{\"time\":\"yesterday\"}"));
    assertThat(guest.hears()).isEqualTo("failed 2: other");
  }

  @Test
  void tellsOfWhatIsStoredOnceItIsAsked() {
    RawGuest guest = guest();
    guest.say(out -> out.watch(List.of("task.*")));
    assertThat(guest.hears()).isEqualTo("watched");

    guest().publish(10, event(TOPIC, 1), 0);

    assertThat(guest.hears()).isEqualTo("hint task.completed 1-1");
    guest.say(out -> out.watch(List.of()));
    assertThat(guest.hears()).isEqualTo("watched");
    guest.publish(11, event(TOPIC, 2), 0);
    assertThat(guest.hears()).isEqualTo("stored 11 as 2");
  }

  @Test
  void joinsItsHintsWhileTheConnectionHasNoRoom() throws Exception {
    AtomicInteger wakes = new AtomicInteger();
    HintRelay relay = new HintRelay(topics, wakes::incrementAndGet);
    RecordedHints told = new RecordedHints();
    FrameWriter busy = new FrameWriter(Integer.MAX_VALUE);
    busy.answer(1, "x".repeat(300_000));
    relay.watch(TopicSelection.ALL);
    for (int i = 0; i < 3; i++) {
      topics.publish(event(TOPIC, i)).toCompletableFuture().get(20, SECONDS);
    }
    topics.publish(event("orders", 1)).toCompletableFuture().get(20, SECONDS);
    await().untilAtomic(wakes, equalTo(5)); // for the watch and each push

    assertThat(relay.fill(busy)).isTrue();
    FrameWriter free = new FrameWriter(Integer.MAX_VALUE);
    assertThat(relay.fill(free)).isFalse();

    Written.tell(free, told);
    assertThat(told.hints).containsExactly("watched", "task.completed 1-3", "orders 1-1");
    relay.close();
  }
}
