package archon.bus.member;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.guest.Guest;
import archon.bus.journal.Journal;
import archon.bus.journal.JournalReader;
import archon.bus.read.JournalReadSide;
import archon.bus.settings.BusSettings;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class SuccessionTest {
  @TempDir Path directory;
  private final BusSettings settings = BusSettings.from(ConfigFactory.load());
  private final ActorTestKit actors = ActorTestKit.create();

  @AfterEach
  void end() {
    actors.shutdownTestKit();
  }

  private Guest guest() {
    JournalReader files = JournalReader.of(directory, settings.journal());
    return new Guest(
        settings.node(),
        settings.topic(),
        JournalReadSide.create(files, settings.history(), settings.replay()),
        Runnable::run);
  }

  @Test
  void triesOnWhateverKeepsItFromBecomingTheNode() throws Exception {
    directory = directory.toRealPath();
    ScriptedHolder holder = ScriptedHolder.serving(directory);
    Election election = new Election(directory, settings);
    AtomicInteger tries = new AtomicInteger();
    CompletableFuture<Journal> promoted = new CompletableFuture<>();
    Succession succession =
        Succession.begin(
            guest(),
            election,
            (Seat.Joined) election.first(),
            journal -> {
              if (tries.incrementAndGet() == 1) {
                journal.close();
                throw new NoClassDefFoundError("archon/bus/Gone");
              }
              promoted.complete(journal);
            },
            actors.system());

    holder.close();

    promoted.get(30, SECONDS).close();
    succession.end().toCompletableFuture().get(30, SECONDS);
    assertThat(tries).hasValue(2);
  }

  @Test
  void restsWhenOneConnectionAfterTheOtherEndsSoon() throws Exception {
    directory = directory.toRealPath();
    try (ScriptedHolder holder = ScriptedHolder.serving(directory)) {
      Guest guest = guest();
      Election election = new Election(directory, settings);
      Seat.Joined first = (Seat.Joined) election.first();
      long began = System.nanoTime();

      Succession succession =
          Succession.begin(guest, election, first, Journal::close, actors.system());
      CompletionStage<?> asked = guest.durableEnds(Set.of("orders"));
      for (int i = 0; i < 2; i++) {
        holder.node().hears();
        holder.node().endConnection();
      }
      holder.node().hears();

      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(1));
      succession.end().toCompletableFuture().get(30, SECONDS);
      assertThat(asked.toCompletableFuture()).isCompletedExceptionally();
    }
  }
}
