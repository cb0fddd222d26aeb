package archon.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import archon.bus.redis.RedisFailure.Kind;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class RedisConnectorTest {
  private static final String SECRET = "s3cret";

  @TempDir Path directory;

  private static RedisConnector connector(String uri) {
    return RedisConnector.create(settings(uri));
  }

  static RedisSettings settings(String uri) {
    Config quick =
        ConfigFactory.parseString(
            "uri = \"%s\", connect-timeout = 1s, command-timeout = 1s, keep-alive = 200ms"
                .formatted(uri));
    return RedisSettings.from(
        quick.withFallback(ConfigFactory.load().getConfig(RedisSettings.SECTION)));
  }

  static RedisFailure failure(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().join();
      throw new AssertionError("it has not failed");
    } catch (CompletionException e) {
      return (RedisFailure) e.getCause();
    }
  }

  @Test
  void connectsWhenAskedToAndLeavesNothingBehindOnceClosed() {
    try (RedisServer server = RedisServer.start(directory)) {
      long before = server.clients();
      RedisConnector connector = connector(server.uri());
      assertThat(server.clients()).isEqualTo(before);
      StatefulRedisConnection<String, byte[]> connection =
          connector.connect().toCompletableFuture().join();
      assertThat(connection.async().ping().toCompletableFuture().join()).isEqualTo("PONG");
      assertThat(server.clients()).isEqualTo(before + 1);

      connector.close();

      await().until(() -> server.clients() == before);
      await().until(() -> threads() == 0);
    }
  }

  /** Those of the connector: the server's of the test are in its own process. */
  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("archon-redis"))
        .count();
  }

  @Test
  void isLetInWithItsPasswordAndSaysWithoutItWhatIsTheMatter() {
    try (RedisServer server = RedisServer.locked(directory, SECRET);
        RedisConnector known =
            connector("redis://:%s@127.0.0.1:%d".formatted(SECRET, server.port()));
        RedisConnector none = connector(server.uri());
        RedisConnector wrong = connector("redis://:oth3r@127.0.0.1:" + server.port())) {
      assertThat(known.connect().toCompletableFuture().join().isOpen()).isTrue();
      for (RedisConnector refused : new RedisConnector[] {none, wrong}) {
        RedisFailure failure = failure(refused.connect());

        assertThat(failure.kind()).isEqualTo(Kind.NOT_PERMITTED);
        assertThat(failure).hasMessageContaining("127.0.0.1:" + server.port());
        assertThat(failure.toString()).doesNotContain(SECRET).doesNotContain("oth3r");
      }
    }
  }

  @Test
  void saysThatNobodyIsThere() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    try (RedisConnector connector = connector("127.0.0.1:" + free)) {
      RedisFailure failure = failure(connector.connect());

      assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(failure).hasMessageContaining("refused").hasMessageContaining("see that it runs");
    }
  }

  @Test
  void saysThatItHangs() {
    try (RedisServer server = RedisServer.start(directory);
        RedisConnector connector = connector(server.uri())) {
      var connection = connector.connect().toCompletableFuture().join();
      server.suspend();

      RedisFailure ofCommand = failure(connector.told(connection.async().ping()));
      RedisFailure ofConnection = failure(connector.connect());

      server.resume();
      assertThat(ofCommand.kind()).isEqualTo(Kind.NOT_RESPONDING);
      assertThat(ofConnection.kind()).isEqualTo(Kind.NOT_RESPONDING);
    }
  }

  @Test
  void saysWhatItRefuses() {
    try (RedisServer server = RedisServer.start(directory);
        RedisConnector connector = connector(server.uri())) {
      var commands = connector.connect().toCompletableFuture().join().async();
      server.commands().set("text", "x");
      assertThat(failure(connector.told(commands.rpush("text", new byte[1]))).kind())
          .isEqualTo(Kind.WRONG_TYPE);

      server.commands().configSet("maxmemory", "1");
      assertThat(failure(connector.told(commands.rpush("list", new byte[1]))).kind())
          .isEqualTo(Kind.FULL);

      server.commands().configSet("maxmemory", "0");
      server.commands().replicaof("127.0.0.1", 1);
      assertThat(failure(connector.told(commands.rpush("list", new byte[1]))).kind())
          .isEqualTo(Kind.READ_ONLY);
    }
  }
}
