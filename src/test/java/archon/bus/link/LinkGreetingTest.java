package archon.bus.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
final class LinkGreetingTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final LinkSecrets secrets = LinkSecrets.random();
  private final Logger logger = (Logger) LoggerFactory.getLogger("archon.bus.link");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private TestNode node;

  @BeforeEach
  void start() throws IOException {
    node = TestNode.withMaxGuests(2);
    logger.setLevel(Level.TRACE);
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void noSecretWasLogged() {
    node.close();
    logger.detachAppender(logged);
    logger.setLevel(null); // as configured above it
    List<ILoggingEvent> events = List.copyOf(logged.list);
    assertThat(events)
        .extracting(ILoggingEvent::getFormattedMessage)
        .noneMatch(message -> showsASecret(message, node.secrets))
        .noneMatch(message -> showsASecret(message, secrets));
  }

  @Test
  void bothEndsAreToldWhoTheOtherIs() throws IOException {
    Introduction self = TestGuest.introduction(4711);

    LinkClient client = connect(node.secrets, self);

    assertThat(client.greeting()).isEqualTo(TestNode.GREETING);
    assertThat(node.visitOf(4711).guest()).isEqualTo(self);
    client.close();
  }

  @Test
  void aGuestOfAnotherVersionIsLetInAndBothAreTold() throws IOException {
    Introduction self = new Introduction(UUID.randomUUID(), 1, "9.9.9", Introduction.Kind.COMMAND);

    LinkClient client = connect(node.secrets, self);

    assertThat(client.greeting().version()).isEqualTo("1.2.3");
    assertThat(node.visitOf(1).guest()).isEqualTo(self);
    client.close();
  }

  @Test
  void aWrongTokenIsRefused() {
    LinkSecrets wrong = new LinkSecrets(secrets.token(), node.secrets.proof());

    Throwable refused = catchThrowable(() -> connect(wrong, TestGuest.introduction(1)));

    assertThat(refused).isInstanceOf(LinkRefused.class).hasMessageContaining("token was refused");
    assertNoSecret(refused, node.secrets);
    assertNoSecret(refused, wrong);
  }

  @Test
  void aNodeWithoutTheProofIsRefused() {
    LinkSecrets wrong = new LinkSecrets(node.secrets.token(), secrets.proof());

    Throwable refused = catchThrowable(() -> connect(wrong, TestGuest.introduction(1)));

    assertThat(refused)
        .isInstanceOf(LinkRefused.class)
        .hasMessageContaining("did not prove to be the node");
    assertNoSecret(refused, node.secrets);
    assertNoSecret(refused, wrong);
  }

  @Test
  void whoSpeaksAnotherProtocolIsHungUpOn() throws IOException {
    try (Socket socket = new Socket(HERE, node.server.port())) {
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      assertThat(answerTo(socket)).isEmpty();
    }
  }

  @Test
  void aGuestWithAnotherProtocolIsToldSoInWords() throws IOException {
    byte[] json = GreetingJson.write(Map.of("token", node.secrets.token(), "new", "and unknown"));
    try (Socket socket = new Socket(HERE, node.server.port())) {
      socket.getOutputStream().write("ARCHON-BUS-LINK2".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().write(new byte[] {0, 0, 0, (byte) json.length});
      socket.getOutputStream().write(json);

      byte[] answer = answerTo(socket);

      Map<String, String> told = GreetingJson.read(Arrays.copyOfRange(answer, 4, answer.length));
      assertThat(told)
          .containsEntry("proof", node.secrets.proof())
          .containsOnlyKeys("proof", "refused");
      assertThat(told.get("refused")).contains("another protocol", "use one version");
    }
  }

  @Test
  void whoSendsMoreThanAGreetingIsHungUpOn() throws IOException {
    try (Socket socket = new Socket(HERE, node.server.port())) {
      socket
          .getOutputStream()
          .write("ARCHON-BUS-LINK1\0\1\0\1".getBytes(StandardCharsets.US_ASCII));

      assertThat(answerTo(socket)).isEmpty();
    }
  }

  @Test
  void whoGreetsWithSomethingElseThanJsonIsHungUpOnAndItIsNotLogged() throws IOException {
    String token = node.secrets.token();
    try (Socket socket = new Socket(HERE, node.server.port())) {
      socket
          .getOutputStream()
          .write(("ARCHON-BUS-LINK1\0\0\0\101" + "x" + token).getBytes(StandardCharsets.US_ASCII));

      assertThat(answerTo(socket)).isEmpty();
    }
  }

  @Test
  void whoSaysNothingIsHungUpOn() throws IOException {
    try (Socket socket = new Socket(HERE, node.server.port())) {
      assertThat(answerTo(socket)).isEmpty();
    }
  }

  @Test
  void oneMoreThanSixteenThatSayNothingIsHungUpOnAtOnceAndGuestsComeInAfterThem()
      throws IOException {
    List<Socket> silent = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      silent.add(new Socket(HERE, node.server.port()));
    }

    try (Socket oneMore = new Socket(HERE, node.server.port())) {
      assertThat(answerTo(oneMore)).isEmpty();
      assertThat(silent).allSatisfy(socket -> assertThat(isHungUpOn(socket)).isFalse());
    }

    for (Socket socket : silent) {
      socket.close();
    }
    await().ignoreExceptions().until(() -> isLetIn(1));
  }

  @Test
  void oneGuestMoreThanAllowedIsRefusedUntilAnotherLeaves() throws IOException {
    try (TestGuest first = TestGuest.connect(node, 1);
        TestGuest second = TestGuest.connect(node, 2)) {

      assertThatThrownBy(() -> connect(node.secrets, TestGuest.introduction(3)))
          .isInstanceOf(LinkRefused.class)
          .hasMessage("the node has 2 guests, as many as archon.bus.node.max-guests allows");

      assertThat(first.client.silence()).isLessThan(Duration.ofMinutes(1));
      second.close();
      await().ignoreExceptions().until(() -> isLetIn(3));
    }
  }

  @Test
  void commandsComeInWhereGuestsHaveAllPlacesButNotAnyNumberOfThem() throws IOException {
    List<LinkClient> commands = new ArrayList<>();
    try (TestGuest first = TestGuest.connect(node, 1);
        TestGuest second = TestGuest.connect(node, 2)) {
      assertThat(first.client.greeting()).isEqualTo(second.client.greeting());

      for (int i = 0; i < 8; i++) {
        commands.add(connect(node.secrets, command()));
      }

      assertThatThrownBy(() -> connect(node.secrets, command()))
          .isInstanceOf(LinkRefused.class)
          .hasMessageContaining("the node has 10 guests");
    } finally {
      commands.forEach(LinkClient::close);
    }
  }

  private static Introduction command() {
    return new Introduction(UUID.randomUUID(), 3, "1.2.3", Introduction.Kind.COMMAND);
  }

  @Test
  void aGuestThatComesAgainCountsOnce() throws IOException {
    try (TestGuest first = TestGuest.connect(node, 1);
        TestGuest second = TestGuest.connect(node, 2)) {
      assertThat(first.client.greeting()).isEqualTo(second.client.greeting());

      assertThat(isLetIn(2)).isTrue();
    }
  }

  @Test
  void aGuestIsToldWhyItIsNotReceived() throws IOException {
    Reception refusing =
        (guest, connection) -> {
          throw new LinkRefused("the node of pid 17 is about to stop");
        };

    try (LinkServer server = LinkServer.listen(0, 9, secrets, TestNode.GREETING, refusing)) {
      assertThatThrownBy(
              () ->
                  LinkClient.connect(
                      server.port(), secrets, TestGuest.introduction(1), TestGuest.TIMEOUT))
          .isInstanceOf(LinkRefused.class)
          .hasMessage("the node of pid 17 is about to stop");
    }
  }

  @Test
  void aNodeThatHangsIsNotWaitedForLonger() throws IOException {
    try (ServerSocket hanging = new ServerSocket(0, 5, HERE)) {
      assertThatThrownBy(
              () ->
                  LinkClient.connect(
                      hanging.getLocalPort(),
                      secrets,
                      TestGuest.introduction(1),
                      Duration.ofMillis(100)))
          .isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void aStrangerThatSaysBackWhatItHeardIsNotQuoted() throws Exception {
    try (ServerSocket stranger = new ServerSocket(0, 5, HERE)) {
      Thread echo = new Thread(() -> refuseWith(stranger, secrets.token()));
      echo.start();

      Throwable refused =
          catchThrowable(
              () ->
                  LinkClient.connect(
                      stranger.getLocalPort(),
                      secrets,
                      TestGuest.introduction(1),
                      TestGuest.TIMEOUT));
      echo.join();

      assertThat(refused).isInstanceOf(LinkRefused.class);
      assertNoSecret(refused, secrets);
    }
  }

  @Test
  void secretsAreNotShownByThemselves() {
    assertThat(secrets.toString()).isEqualTo("LinkSecrets[not shown]");
    assertThat(secrets.token()).hasSize(64).isNotEqualTo(secrets.proof());
    assertThatThrownBy(() -> new LinkSecrets(secrets.token() + "0", secrets.proof()))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(refused -> assertNoSecret(refused, secrets));
  }

  private LinkClient connect(LinkSecrets shown, Introduction self) throws IOException {
    return LinkClient.connect(node.server.port(), shown, self, TestGuest.TIMEOUT);
  }

  private boolean isLetIn(long pid) throws IOException {
    try (LinkClient client = connect(node.secrets, TestGuest.introduction(pid))) {
      return client.greeting().equals(TestNode.GREETING);
    }
  }

  /** All that is answered until the end. */
  private static byte[] answerTo(Socket socket) throws IOException {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException reset) {
      return new byte[0]; // hung up on with unread bytes
    }
  }

  private static boolean isHungUpOn(Socket socket) throws IOException {
    socket.setSoTimeout(1);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException notYet) {
      return false;
    }
  }

  private static void refuseWith(ServerSocket stranger, String text) {
    try (Socket socket = stranger.accept()) {
      byte[] json = "{\"refused\":\"%s\"}".formatted(text).getBytes(StandardCharsets.US_ASCII);
      socket.getOutputStream().write(new byte[] {0, 0, 0, (byte) json.length});
      socket.getOutputStream().write(json);
      socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertNoSecret(Throwable shown, LinkSecrets secrets) {
    StringWriter text = new StringWriter();
    shown.printStackTrace(new PrintWriter(text));
    assertThat(showsASecret(text.toString(), secrets)).isFalse();
  }

  private static boolean showsASecret(String text, LinkSecrets secrets) {
    return text.contains(secrets.token()) || text.contains(secrets.proof());
  }
}
