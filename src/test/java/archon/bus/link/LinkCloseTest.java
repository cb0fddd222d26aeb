package archon.bus.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class LinkCloseTest {
  private static final String LONG_TEXT = "x".repeat(100_000);

  @Test
  void aNodeThatClosesSaysGoodbyeAndSendsWhatIsThere() throws Exception {
    TestNode node = TestNode.start();
    try (TestGuest guest = TestGuest.connect(node, 1)) {
      guest.send(Frames.status(1)); // heard once sending has begun, too
      await().until(() -> node.visitOf(1).heard().count() == 1);
      List<Frames.Frame> answers =
          IntStream.range(0, 100).mapToObj(i -> Frames.answer(i, LONG_TEXT)).toList();
      answers.forEach(node.visitOf(1)::send);

      node.close();

      assertThat(guest.awaitEnd()).isNull();
      Heard expected = new Heard();
      answers.forEach(answer -> answer.tell(expected));
      assertThat(guest.heard.calls()).containsAll(expected.calls()).contains("goodbye []");
      assertThat(node.visitOf(1).heard().isEnded()).isTrue();
      assertThat(node.visitOf(1).heard().failure()).isNull();
    }
  }

  @Test
  void afterGoodbyeNothingIsToldOfGuestsButAnswersStillGoOut() throws Exception {
    try (TestNode node = TestNode.start();
        TestGuest guest = TestGuest.connect(node, 1)) {
      TestNode.Visit visit = node.visitOf(1);
      guest.send(Frames.status(1));
      await().until(() -> visit.heard().count() == 1);

      node.server.sayGoodbye();
      await().until(() -> guest.heard.count() == 1);
      guest.send(Frames.status(2));
      visit.send(Frames.answer(1, "{}"));
      await().until(() -> guest.heard.count() == 2);
      node.close();

      assertThat(guest.heard.calls()).containsExactly("goodbye []", "answer [1, {}]");
      assertThat(visit.heard().calls()).containsExactly("status [1]");
      assertThat(guest.awaitEnd()).isNull();
    }
  }

  @Test
  void afterGoodbyeNobodyIsLetIn() throws IOException {
    try (TestNode node = TestNode.start()) {
      int port = node.server.port();

      node.server.sayGoodbye();

      assertThatThrownBy(
              () ->
                  LinkClient.connect(
                      port, node.secrets, TestGuest.introduction(1), TestGuest.TIMEOUT))
          .isInstanceOf(IOException.class);
    }
  }

  @Test
  void aGuestThatReadsNothingKeepsANodeFromClosingForAMomentOnly() throws IOException {
    TestNode node = TestNode.start();
    try (TestGuest guest = TestGuest.connectWithoutReading(node, 1)) {
      TestNode.Visit visit = node.visitOf(1);
      for (int i = 0; i < 1_000; i++) {
        visit.send(Frames.answer(i, LONG_TEXT));
      }

      node.close();

      assertThat(visit.queue().size()).isPositive();
      assertThat(visit.heard().isEnded()).isTrue();
    }
  }

  @Test
  void noThreadIsLeftWhenBothEndsAreClosed() throws Exception {
    Set<Thread> before = linkThreads();
    TestNode node = TestNode.start();
    TestGuest first = TestGuest.connect(node, 1);
    TestGuest second = TestGuest.connect(node, 2);

    node.close();
    Set<Thread> left = linkThreads();
    left.removeAll(before);
    left.removeIf(thread -> thread.getName().contains("-to-"));
    first.awaitEnd();
    second.awaitEnd();
    Set<Thread> leftAtLast = linkThreads();
    leftAtLast.removeAll(before);

    assertThat(left).allSatisfy(thread -> thread.join());
    assertThat(leftAtLast).allSatisfy(thread -> thread.join());
  }

  @Test
  void aNewConnectionOfAGuestEndsTheOneItHadFirst() throws Exception {
    try (TestNode node = TestNode.start();
        TestGuest before = TestGuest.connect(node, 1)) {
      TestNode.Visit older = node.visitOf(1);

      try (TestGuest after = TestGuest.connect(node, 1)) {
        boolean wasEnded = older.heard().isEnded();
        before.awaitEnd();
        after.send(Frames.status(1));

        assertThat(wasEnded).isTrue();
        await().until(() -> node.visitOf(1).heard().count() == 1);
        assertThat(node.visitOf(1)).isNotSameAs(older);
      }
    }
  }

  @Test
  void aGuestIsNotLetInWhileAFrameOfItsOlderConnectionIsTold() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (TestNode node = TestNode.attending(visit -> waitingInStatus(told, goOn));
        TestGuest before = TestGuest.connect(node, 1)) {
      before.send(Frames.status(1));
      told.await();

      try {
        assertThatThrownBy(() -> TestGuest.connect(node, 1))
            .isInstanceOf(LinkRefused.class)
            .hasMessageContaining("older connection of this guest has not ended yet");
      } finally {
        goOn.countDown();
      }

      try (TestGuest after = TestGuest.connect(node, 1)) {
        assertThat(after.client.greeting()).isEqualTo(TestNode.GREETING);
      }
    }
  }

  private static Heard waitingInStatus(CountDownLatch told, CountDownLatch goOn) {
    return new Heard() {
      @Override
      public void status(long number) {
        told.countDown();
        waitFor(goOn);
      }
    };
  }

  @Test
  void whileTheOutgoingIsAskedReadingDoesNotEnd() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    try (TestNode node = TestNode.start();
        LinkClient client =
            LinkClient.connect(
                node.server.port(), node.secrets, TestGuest.introduction(1), TestGuest.TIMEOUT)) {
      Thread reader = new Thread(() -> read(client));
      client.start(
          out -> {
            asked.countDown();
            waitFor(goOn);
            return false;
          });
      asked.await();

      client.close();
      reader.start();
      await().until(() -> reader.getState() == Thread.State.WAITING || !reader.isAlive());
      boolean waited = reader.isAlive();
      goOn.countDown();
      reader.join();

      assertThat(waited).isTrue();
    }
  }

  private static void read(LinkClient client) {
    try {
      client.readAll(new Heard());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Set<Thread> linkThreads() {
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().startsWith("archon-bus-link"));
    return threads;
  }
}
