package archon.bus.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LinkTest {
  private static final String LONG_TEXT = "x".repeat(100_000);

  @Test
  void whatAGuestSendsArrivesInItsOrder() throws IOException {
    try (TestNode node = TestNode.start();
        TestGuest guest = TestGuest.connect(node, 1)) {
      Heard expected = new Heard();
      for (int i = 0; i < 20_000; i++) {
        Frames.Frame publish =
            Frames.publish(i, "orders", List.of(Frames.event(i, 400), Frames.event(i, 20)));
        guest.send(publish);
        publish.tell(expected);
      }
      Heard heard = node.visitOf(1).heard();
      await().until(() -> heard.count() == 20_000);

      assertThat(heard.calls()).isEqualTo(expected.calls());
    }
  }

  @Test
  void whatSeveralThreadsSendArrivesOnce() throws Exception {
    try (TestNode node = TestNode.start();
        TestGuest guest = TestGuest.connect(node, 1)) {
      List<Thread> senders = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int first = t * 5_000;
        senders.add(
            new Thread(
                () -> {
                  for (int i = 0; i < 5_000; i++) {
                    guest.send(Frames.status(first + i));
                  }
                }));
      }
      senders.forEach(Thread::start);
      for (Thread sender : senders) {
        sender.join();
      }
      Heard heard = node.visitOf(1).heard();
      await().until(() -> heard.count() == 20_000);

      assertThat(heard.calls()).doesNotHaveDuplicates();
    }
  }

  /** Each question waits for the answer before it: a wake-up that is lost costs a second. */
  @Test
  void answersComeBackAndNoWakeUpIsLost() throws IOException {
    int rounds = 20_000;
    try (TestNode node = TestNode.attending(LinkTest::answeringStatus);
        TestGuest guest = TestGuest.connectWithoutReading(node, 1)) {
      guest.send(Frames.status(1));
      guest.client.readAll(
          new Heard() {
            @Override
            public void answer(long number, String json) {
              super.answer(number, json);
              if (number < rounds) {
                guest.send(Frames.status(number + 1));
              } else {
                guest.close();
              }
            }
          });

      assertThat(guest.queue.size()).isZero();
    }
  }

  @Test
  void aFrameLargerThanTheBuffersArrivesBetweenOthers() throws IOException {
    try (TestNode node = TestNode.start();
        TestGuest guest = TestGuest.connect(node, 1)) {
      List<Frames.Frame> frames =
          List.of(
              Frames.status(1),
              Frames.publishAll(2, "orders", List.of(Frames.event(1, 3_000_000))),
              Frames.status(3),
              Frames.publish(4, "orders", List.of(Frames.event(1, 1_000_000))),
              Frames.publish(5, "orders", List.of(Frames.event(1, 1_000_001))),
              Frames.status(6));
      Heard expected = new Heard();
      frames.forEach(frame -> frame.tell(expected));

      frames.forEach(guest::send);

      Heard heard = node.visitOf(1).heard();
      await().until(() -> heard.count() == frames.size());
      assertThat(heard.calls()).isEqualTo(expected.calls());
    }
  }

  @Test
  void aGuestThatDoesNotReadHoldsUpNoOtherAndMissesNothing() throws IOException {
    int answers = 1_000; // of 100 kB each: more than any socket takes in
    try (TestNode node = TestNode.start();
        TestGuest slow = TestGuest.connectWithoutReading(node, 1);
        TestGuest other = TestGuest.connect(node, 2)) {
      for (int i = 0; i < answers; i++) {
        node.visitOf(1).send(Frames.answer(i, LONG_TEXT));
        node.visitOf(2).send(Frames.answer(i, LONG_TEXT));
      }

      await().until(() -> other.heard.count() == answers);
      assertThat(node.visitOf(1).queue().size()).isPositive();
      slow.startReading();
      await().until(() -> slow.heard.count() == answers);
      assertThat(slow.heard.calls()).isEqualTo(other.heard.calls());
    }
  }

  @Test
  void aNodeWithoutRoomReadsNoMoreAndHoldsUpNoOtherUntilItIsToldToGoOn() throws Exception {
    AtomicReference<Thread> reader = new AtomicReference<>();
    AtomicBoolean hasRoom = new AtomicBoolean();
    int frames = 200; // of 100 kB each: more than any socket takes in
    try (TestNode node =
            TestNode.attending(visit -> heardWhileThereIsRoom(visit, reader, hasRoom));
        TestGuest guest = TestGuest.connect(node, 1);
        TestGuest other = TestGuest.connect(node, 2)) {
      Heard heard = node.visitOf(1).heard();
      for (int i = 0; i < frames; i++) {
        guest.send(Frames.publish(i, "orders", List.of(Frames.event(i, 100_000))));
      }
      await().until(() -> isWaiting(reader.get()));
      other.send(Frames.status(1));
      await().until(() -> node.visitOf(2).heard().count() == 1);
      int heardUntilThen = heard.count();
      int notSent = guest.queue.size();

      hasRoom.set(true);
      node.visitOf(1).connection().goOn();

      await().until(() -> heard.count() == frames);
      assertThat(heardUntilThen).isLessThan(10);
      assertThat(notSent).isPositive();
    }
  }

  @Test
  void aConnectionThatIsClosedWaitsForRoomNoLonger() throws Exception {
    AtomicReference<Thread> reader = new AtomicReference<>();
    try (TestNode node =
            TestNode.attending(visit -> heardWhileThereIsRoom(visit, reader, new AtomicBoolean()));
        TestGuest guest = TestGuest.connect(node, 1)) {
      guest.send(Frames.status(1));
      await().until(() -> isWaiting(reader.get()));

      node.visitOf(1).connection().close();

      reader.get().join();
      assertThat(node.visitOf(1).heard().isEnded()).isTrue();
    }
  }

  private static Heard heardWhileThereIsRoom(
      TestNode.Visit visit, AtomicReference<Thread> reader, AtomicBoolean hasRoom) {
    return new Heard() {
      @Override
      public boolean hasRoom() {
        boolean isFirst = visit.guest().pid() == 1;
        if (isFirst) {
          reader.set(Thread.currentThread());
        }
        return !isFirst || hasRoom.get();
      }
    };
  }

  private static boolean isWaiting(@Nullable Thread thread) {
    return thread != null && LockSupport.getBlocker(thread) instanceof Connection;
  }

  @Test
  void aFrameThatIsTooLongEndsItsConnectionAndNoOther() throws Exception {
    try (TestNode node = TestNode.start();
        TestGuest wrong = TestGuest.connect(node, 1);
        TestGuest right = TestGuest.connect(node, 2)) {
      Heard heard = node.visitOf(1).heard();

      wrong.send(Frames.status(1));
      wrong.send(Frames.publish(2, "orders", List.of(Frames.event(1, 4 * 1024 * 1024))));
      await().until(heard::isEnded);
      wrong.awaitEnd();
      right.send(Frames.status(3));

      assertThat(heard.calls()).containsExactly("status [1]");
      assertThat(heard.failure())
          .hasMessageContaining("frame on the link: expected 1 to 4194304 bytes but");
      await().until(() -> node.visitOf(2).heard().count() == 1);
    }
  }

  @Test
  void aNodeThatFailsOverAFrameEndsThatConnectionOnly() throws Exception {
    try (TestNode node = TestNode.attending(LinkTest::failingOverStatus);
        TestGuest wrong = TestGuest.connect(node, 1);
        TestGuest right = TestGuest.connect(node, 2)) {
      wrong.send(Frames.status(1));
      wrong.awaitEnd();
      right.send(Frames.publish(1, "orders", List.of()));

      await().until(() -> node.visitOf(2).heard().count() == 1);
      await().until(() -> node.visitOf(1).heard().isEnded());
      assertThat(node.visitOf(1).heard().failure())
          .hasMessageContaining("attending to what a guest sent failed")
          .hasMessageContaining("broken on purpose");
    }
  }

  @Test
  void whenAGuestEndsTheNodeIsToldAndItsQueueIsAskedNoMore() throws Exception {
    try (TestNode node = TestNode.start()) {
      TestGuest guest = TestGuest.connect(node, 1);
      TestNode.Visit visit = node.visitOf(1);
      guest.send(Frames.status(1));
      await().until(() -> visit.heard().count() == 1);
      guest.close();
      await().until(visit.heard()::isEnded);
      int asked = visit.queue().asked();

      visit.send(Frames.answer(1, "{}"));

      assertThat(guest.awaitEnd()).isNull();
      assertThat(visit.heard().failure()).isNull();
      assertThat(visit.queue().asked()).isEqualTo(asked);
    }
  }

  @Test
  void whenTheNodeEndsAConnectionTheGuestIsAskedNoMore() throws Exception {
    try (TestNode node = TestNode.start();
        TestGuest guest = TestGuest.connect(node, 1)) {
      node.visitOf(1).connection().close();
      assertThat(guest.awaitEnd()).isNull();
      int asked = guest.queue.asked();

      guest.send(Frames.status(1));

      assertThat(guest.queue.asked()).isEqualTo(asked);
    }
  }

  @Test
  void whoHasNothingToSendIsStillHeard() throws IOException {
    try (TestNode node = TestNode.start();
        TestGuest guest = TestGuest.connect(node, 1)) {
      Connection atNode = node.visitOf(1).connection();

      await().until(() -> atNode.silence().compareTo(Duration.ofMillis(600)) > 0);
      await().until(() -> atNode.silence().compareTo(Duration.ofMillis(300)) < 0);
      await().until(() -> guest.client.silence().compareTo(Duration.ofMillis(600)) > 0);
      await().until(() -> guest.client.silence().compareTo(Duration.ofMillis(300)) < 0);

      assertThat(node.visitOf(1).heard().calls()).isEmpty();
      assertThat(guest.heard.calls()).isEmpty();
    }
  }

  private static Heard answeringStatus(TestNode.Visit visit) {
    return new Heard() {
      @Override
      public void status(long number) {
        visit.send(Frames.answer(number, "{}"));
      }
    };
  }

  private static Heard failingOverStatus(TestNode.Visit visit) {
    return new Heard() {
      @Override
      public void status(long number) {
        throw new IllegalStateException("broken on purpose");
      }
    };
  }
}
