package archon.bus.member;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.journal.DirectoryInUse;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class MembersTest {
  @TempDir Path directory;

  private static Config waiting(String lockWait) {
    return ConfigFactory.parseString("archon.bus.lock-wait = " + lockWait)
        .withFallback(ConfigFactory.load());
  }

  private CompletableFuture<Member> opening(Path at, Config config) {
    CompletableFuture<Member> opened = new CompletableFuture<>();
    Thread opener =
        new Thread(
            () -> {
              try {
                opened.complete(Members.open(at, config));
              } catch (RuntimeException failure) {
                opened.completeExceptionally(failure);
              }
            });
    opener.start();
    return opened;
  }

  private static void release(Member member) throws Exception {
    Members.release(member).toCompletableFuture().get(30, SECONDS);
  }

  @Test
  void twoWhoOpenAtOnceShareOneMemberUntilTheLastLeaves() throws Exception {
    CompletableFuture<Member> first = opening(directory, ConfigFactory.load());
    CompletableFuture<Member> second = opening(directory, ConfigFactory.load());

    Member member = first.get(30, SECONDS);
    assertThat(second.get(30, SECONDS)).isSameAs(member);
    release(member);
    assertThat(member.system().whenTerminated().isCompleted()).isFalse();
    release(member);

    assertThat(member.system().whenTerminated().isCompleted()).isTrue();
    Member next = opening(directory, ConfigFactory.load()).get(30, SECONDS);
    assertThat(next).isNotSameAs(member);
    release(next);
  }

  @Test
  void allWhoWaitFailAsTheOneWhoOpensAndTheNextTriesAgain() throws Exception {
    ScriptedHolder holder = ScriptedHolder.alone(directory);
    CompletableFuture<Member> first = opening(directory, waiting("500ms"));
    CompletableFuture<Member> second = opening(directory, waiting("500ms"));

    for (CompletableFuture<Member> each : List.of(first, second)) {
      assertThat(each)
          .failsWithin(30, SECONDS)
          .withThrowableThat()
          .withCauseInstanceOf(DirectoryInUse.class);
    }
    holder.close();

    release(opening(directory, waiting("0s")).get(30, SECONDS));
  }

  @Test
  void oneDirectoryDoesNotWaitForAnother() throws Exception {
    Path held = Files.createDirectory(directory.resolve("held"));
    ScriptedHolder holder = ScriptedHolder.alone(held);
    CompletableFuture<Member> waits = opening(held, waiting("50s"));

    Member other = opening(directory.resolve("other"), waiting("0s")).get(30, SECONDS);

    assertThat(waits).isNotDone();
    holder.close();
    release(other);
    release(waits.get(30, SECONDS));
  }
}
