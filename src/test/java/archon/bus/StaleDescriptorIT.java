package archon.bus;

import static archon.bus.BusCalls.event;
import static archon.bus.BusCalls.join;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.journal.NodeDescriptor;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code node.json} tells of a node that is none, or names a port where somebody else listens. */
final class StaleDescriptorIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String SECRET = "0".repeat(64);

  @TempDir Path directory;
  private final Queue<OtherProcess> processes = new ConcurrentLinkedQueue<>();

  @AfterEach
  void end() {
    processes.forEach(OtherProcess::close);
  }

  /** What somebody says who listens on a port that was a node's. */
  enum Stranger {
    SAYS_NOTHING(new byte[0]),
    SAYS_RUBBISH("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8)),
    SHOWS_A_WRONG_PROOF(
        greeting(
            """
            {"proof":"%s","node":"93a52a83-6b2f-4d0c-8a55-2f5d1c4b7e90","version":"1",\
            "max_frame_bytes":"1000000","limits":"{}"}"""
                .formatted("1".repeat(64))));

    private final byte[] words;

    Stranger(byte[] words) {
      this.words = words;
    }

    private static byte[] greeting(String json) {
      byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(Integer.BYTES + bytes.length)
          .putInt(bytes.length)
          .put(bytes)
          .array();
    }
  }

  @Test
  void theDescriptorOfAKilledNodeKeepsNobodyFromBeingTheNode() throws IOException {
    OtherProcess killed = opened("");
    killed.kill();

    assertThat(descriptor()).exists();
    assertBecomesNode();
  }

  @Test
  void aRecycledPidIsNotTakenForTheNode() throws IOException {
    OtherProcess unconcerned = OtherProcess.start();
    processes.add(unconcerned);
    opened("").kill();
    try (Listening port = new Listening(Stranger.SAYS_NOTHING.words)) {
      describe(unconcerned.pid(), port.number());

      assertThat(NodeDescriptor.of(directory)).isNull();
      assertBecomesNode();
      assertThat(port.guests).isEmpty();
    }
  }

  @Test
  void aNodeIsFoundWhoseStartIsToldOtherwiseSinceTheClockWasSet() throws IOException {
    OtherProcess node = opened("");
    String said = Files.readString(descriptor());
    Files.writeString(
        descriptor(),
        said.replaceFirst("\"started\":\"[^\"]*\"", "\"started\":\"1970-01-01T00:00:00Z\""));

    assertThat(tryOpen("archon.bus.lock-wait=0s")).isEqualTo("open");
    assertThat(NodeDescriptor.of(directory).pid()).isEqualTo(node.pid());
    assertThat(NodeDescriptor.of(directory).started()).isEqualTo(Instant.EPOCH);
  }

  @ParameterizedTest
  @EnumSource
  void aStrangerOnTheNodesPortTakesNobodyIn(Stranger stranger) throws IOException {
    OtherProcess holder = opened("archon.bus.node.listen=off archon.bus.http.enabled=off");
    try (Listening port = new Listening(stranger.words)) {
      describe(holder.pid(), port.number());

      String refused = tryOpen("archon.bus.lock-wait=0s archon.bus.node.timeout=2s");

      assertThat(port.guests).isNotEmpty();
      assertThat(refused).startsWith("failed").contains("process " + holder.pid());
      holder.kill();
      assertBecomesNode();
    }
  }

  @Test
  void aGuestThatStrangersKeptOutIsTheNodeOnceTheDirectoryIsFree() throws IOException {
    OtherProcess holder = opened("archon.bus.node.listen=off archon.bus.http.enabled=off");
    try (Listening port = new Listening(Stranger.SHOWS_A_WRONG_PROOF.words)) {
      describe(holder.pid(), port.number());
      OtherProcess waiting = OtherProcess.start();
      processes.add(waiting);
      waiting.order("open %s archon.bus.lock-wait=60s".formatted(directory));
      await().atMost(PATIENCE).until(() -> port.guests.size() >= 2);

      holder.kill();

      assertThat(waiting.answer()).isEqualTo("open");
      assertThat(NodeDescriptor.of(directory))
          .extracting(NodeDescriptor::pid)
          .isEqualTo(waiting.pid());
    }
  }

  private OtherProcess opened(String settings) throws IOException {
    OtherProcess process = OtherProcess.start();
    processes.add(process);
    assertThat(process.ask("open %s %s".formatted(directory, settings))).isEqualTo("open");
    return process;
  }

  private String tryOpen(String settings) throws IOException {
    OtherProcess process = OtherProcess.start();
    processes.add(process);
    return process.ask("open %s %s".formatted(directory, settings));
  }

  private void assertBecomesNode() {
    try (EventBus bus = EventBus.open(directory)) {
      assertThat(join(bus.publish(event("orders", "s", 0))).seq()).isEqualTo(1);
      assertThat(NodeDescriptor.of(directory))
          .extracting(NodeDescriptor::pid)
          .isEqualTo(ProcessHandle.current().pid());
    }
  }

  private Path descriptor() {
    return directory.resolve(".archon-bus/node.json");
  }

  /** Writes what a node with a link says of itself. */
  private void describe(long pid, int link) throws IOException {
    Files.writeString(
        descriptor(),
        """
        {"pid":%d,"since":"2026-04-16T12:00:00Z","link":"%d","token":"%s","proof":"%s"}"""
            .formatted(pid, link, SECRET, SECRET));
  }

  /** Somebody who says the same to everybody who comes, and hangs up on nobody. */
  private static final class Listening implements Closeable {
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final byte[] words;
    private final Queue<Socket> guests = new ConcurrentLinkedQueue<>();

    Listening(byte[] words) throws IOException {
      this.words = words;
      Thread thread = new Thread(this::listen, "stranger");
      thread.setDaemon(true);
      thread.start();
    }

    int number() {
      return socket.getLocalPort();
    }

    private void listen() {
      try {
        while (true) {
          Socket guest = socket.accept();
          guests.add(guest);
          guest.getOutputStream().write(words);
        }
      } catch (IOException closed) {
        return; // the test is over
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
      for (Socket guest : guests) {
        guest.close();
      }
    }
  }
}
