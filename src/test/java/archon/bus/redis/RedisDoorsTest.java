package archon.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.TestCertificate;
import archon.bus.redis.RedisFailure.Kind;
import com.typesafe.config.ConfigFactory;
import io.lettuce.core.AclSetuserArgs;
import io.lettuce.core.protocol.CommandType;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who lets in whom: TLS, and the users of Redis with their rights. */
@Timeout(60)
final class RedisDoorsTest {
  private static final String SECRET = "s3cret";

  @TempDir Path directory;

  private RedisConnector secured(int port, String trusted) {
    return RedisConnector.create(
        RedisSettings.from(
            ConfigFactory.parseString(
                    """
                    uri = "rediss://127.0.0.1:%d", tls-certificate = "%s", connect-timeout = 5s
                    """
                        .formatted(port, trusted))
                .withFallback(ConfigFactory.load().getConfig(RedisSettings.SECTION))));
  }

  @Test
  void connectsOverTlsToWhomTheGivenCertificateVouchesForAndToNobodyElse() throws Exception {
    TestCertificate.write(directory, "RSA", 2048, "PRIVATE KEY");
    String certificate = directory.resolve("cert.pem").toString();
    int port = RedisServer.freePort();
    try (RedisServer server =
            RedisServer.start(
                directory,
                "--tls-port",
                "" + port,
                "--tls-cert-file",
                certificate,
                "--tls-key-file",
                directory.resolve("key.pem").toString(),
                "--tls-auth-clients",
                "no");
        RedisConnector trusting = secured(port, certificate);
        RedisConnector strict = secured(port, "");
        RedisConnector open =
            RedisConnector.create(RedisConnectorTest.settings("127.0.0.1:" + port))) {
      var connection = trusting.connect().toCompletableFuture().join();
      assertThat(connection.async().ping().toCompletableFuture().join()).isEqualTo("PONG");
      assertThat(server.clients()).isOne();

      assertThat(RedisConnectorTest.failure(strict.connect()).kind()).isEqualTo(Kind.UNREACHABLE);
      assertThat(RedisConnectorTest.failure(open.connect())).hasMessageContaining("without TLS");
    }
  }

  @Test
  void aUserDoesWhatItMayAndIsToldWhatItMayNot() {
    try (RedisServer server = RedisServer.start(directory)) {
      server
          .commands()
          .aclSetuser(
              "bus",
              AclSetuserArgs.Builder.on()
                  .addPassword(SECRET)
                  .keyPattern("eventbus:*")
                  .addCommand(CommandType.RPUSH)
                  .addCommand(CommandType.PING)
                  .addCommand(CommandType.HELLO));
      try (RedisConnector redis =
          RedisConnector.create(
              RedisConnectorTest.settings(
                  "redis://bus:%s@127.0.0.1:%d".formatted(SECRET, server.port())))) {
        var commands = redis.connect().toCompletableFuture().join().async();

        assertThat(commands.rpush("eventbus:history:a", new byte[1]).toCompletableFuture().join())
            .isEqualTo(1);
        RedisFailure refused =
            RedisConnectorTest.failure(redis.told(commands.rpush("other", new byte[1])));
        assertThat(refused.kind()).isEqualTo(Kind.NOT_PERMITTED);
        assertThat(refused).hasMessageContaining("ACL").hasMessageNotContaining(SECRET);
      }
    }
  }

  @Test
  void takesThePasswordFromTheFirstLineOfAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("password"), SECRET + "\nnot this\n");
    try (RedisServer server = RedisServer.locked(directory, SECRET);
        RedisConnector redis =
            RedisConnector.create(
                RedisSettings.from(
                    ConfigFactory.parseString(
                            "uri = \"%s\", password-file = \"%s\"".formatted(server.uri(), file))
                        .withFallback(ConfigFactory.load().getConfig(RedisSettings.SECTION))))) {
      assertThat(redis.connect().toCompletableFuture().join().isOpen()).isTrue();
      assertThat(redis.settings().toString()).doesNotContain(SECRET);
    }
  }
}
