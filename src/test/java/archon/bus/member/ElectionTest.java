package archon.bus.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.guest.GuestRefused;
import archon.bus.guest.NodeNotResponding;
import archon.bus.guest.ScriptedNode;
import archon.bus.journal.DirectoryInUse;
import archon.bus.settings.BusSettings;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ElectionTest {
  private static final String SOMEBODYS_PROOF = "0".repeat(64);

  @TempDir Path directory;

  private Election election(String lockWait) throws IOException {
    return election(lockWait, "2s");
  }

  private Election election(String lockWait, String timeout) throws IOException {
    return new Election(
        directory.toRealPath(),
        BusSettings.from(
            ConfigFactory.parseString("archon.bus.node.timeout = " + timeout)
                .withFallback(ConfigFactory.parseString("archon.bus.lock-wait = " + lockWait))
                .withFallback(ConfigFactory.load())));
  }

  @Test
  void whoFindsTheLockFreeHoldsTheDirectory() throws IOException {
    Seat seat = election("0s").first();

    assertThat(seat).isInstanceOf(Seat.Held.class);
    seat.leave();
  }

  @Test
  void joinsANodeThatServesOthers() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.serving(directory)) {
      Seat seat = election("0s").first();

      assertThat(seat)
          .isInstanceOfSatisfying(
              Seat.Joined.class,
              joined -> assertThat(joined.pid()).isEqualTo(ProcessHandle.current().pid()));
      seat.leave();
    }
  }

  @Test
  void givesUpAfterTheLockWaitIfTheHolderServesNobody() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.alone(directory)) {
      Election election = election("200ms");
      long began = System.nanoTime();

      assertThatThrownBy(election::first).isInstanceOf(DirectoryInUse.class);

      assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(200_000_000);
    }
  }

  @Test
  void takesTheDirectoryWhenItsHolderLetsGoInTime() throws IOException {
    ScriptedHolder holder = ScriptedHolder.alone(directory);
    Election election = election("30s");
    CompletableFuture<Seat> found = CompletableFuture.supplyAsync(election::first);

    holder.close();

    Seat seat = found.join();
    assertThat(seat).isInstanceOf(Seat.Held.class);
    seat.leave();
  }

  @Test
  void tellsWhyANodeLetsItNotIn() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.serving(directory)) {
      holder.node().refuse("too many guests");

      assertThatThrownBy(election("0s")::first)
          .isInstanceOf(GuestRefused.class)
          .hasMessageContaining("too many guests");
    }
  }

  @Test
  void isNotTakenInByAStrangerOnTheNodesPort() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.alone(directory);
        ScriptedNode stranger = new ScriptedNode()) {
      holder.announce(stranger.port(), SOMEBODYS_PROOF);

      assertThatThrownBy(election("0s")::first).isInstanceOf(GuestRefused.class);
    }
  }

  @Test
  void tellsThatANodeHangs() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.alone(directory);
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      holder.announce(silent.getLocalPort(), SOMEBODYS_PROOF);

      assertThatThrownBy(election("0s")::first)
          .isInstanceOf(NodeNotResponding.class)
          .hasMessageContaining(Long.toString(ProcessHandle.current().pid()));
    }
  }

  @Test
  void searchesOnHoweverLongItTakesUntilItIsStopped() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.alone(directory)) {
      Election election = election("0s");
      CompletableFuture<Boolean> ended =
          CompletableFuture.supplyAsync(() -> election.next(pid -> {}) == null);

      election.stop();

      assertThat(ended.join()).isTrue();
      assertThat(election.next(pid -> {})).isNull();
    }
  }

  @Test
  void stopsAlsoWhileItWaitsForTheGreetingOfANodeThatHangs() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.alone(directory);
        ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      holder.announce(silent.getLocalPort(), SOMEBODYS_PROOF);
      Election election = election("0s", "10m");
      CompletableFuture<Boolean> ended =
          CompletableFuture.supplyAsync(
              () -> election.next(pid -> {}) == null && !Thread.currentThread().isInterrupted());
      silent.accept();

      election.stop();

      assertThat(ended.orTimeout(30, TimeUnit.SECONDS).join()).isTrue();
    }
  }

  @Test
  void saysWhoKeepsItFromASeat() throws IOException {
    try (ScriptedHolder holder = ScriptedHolder.serving(directory)) {
      holder.node().refuse("too many guests");
      Election election = election("0s");
      AtomicLong heldBy = new AtomicLong();

      Seat seat =
          election.next(
              pid -> {
                heldBy.set(pid);
                election.stop();
              });

      assertThat(seat).isNull();
      assertThat(heldBy).hasValue(ProcessHandle.current().pid());
    }
  }
}
