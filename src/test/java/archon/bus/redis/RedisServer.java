package archon.bus.redis;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/**
 * A real redis-server of its own process, on a port of the loopback address, with its files in a
 * directory of the test. What it was started with holds for its restarts, too.
 */
public final class RedisServer implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path directory;
  private final int port;
  private final List<String> options;
  private final @Nullable String password;
  private Process process;
  private @Nullable RedisClient client;
  private @Nullable StatefulRedisConnection<String, String> connection;

  private RedisServer(Path directory, @Nullable String password, List<String> options) {
    this.directory = directory;
    this.port = freePort();
    this.password = password;
    this.options = options;
    this.process = launch();
  }

  /**
   * Starts one, and waits until it answers.
   *
   * @param options pairs as on its command line: {@code --maxmemory 1mb}
   */
  public static RedisServer start(Path directory, String... options) {
    return new RedisServer(directory, null, List.of(options)).ready();
  }

  /** The same where clients must show a password. */
  public static RedisServer locked(Path directory, String password, String... options) {
    List<String> all = new ArrayList<>(List.of("--requirepass", password));
    all.addAll(List.of(options));
    return new RedisServer(directory, password, all).ready();
  }

  public int port() {
    return port;
  }

  /** Its address, without a password. */
  public String uri() {
    return "redis://127.0.0.1:" + port;
  }

  /** For what a test wants of it. */
  public synchronized RedisCommands<String, String> commands() {
    if (client == null) {
      RedisURI.Builder uri =
          RedisURI.builder().withHost("127.0.0.1").withPort(port).withTimeout(PATIENCE);
      if (password != null) {
        uri.withPassword(password.toCharArray());
      }
      client = RedisClient.create(uri.build());
      client.setOptions(ClientOptions.builder().autoReconnect(false).build());
    }
    if (connection == null || !connection.isOpen()) {
      connection = client.connect();
    }
    return connection.sync();
  }

  /** How many connections there are beside that one. */
  public long clients() {
    return commands().clientList().lines().count() - 1;
  }

  /** Stops it from running, as on a host that hangs. */
  public void suspend() {
    signal("STOP");
  }

  public void resume() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends it at once; what it has not written is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Starts it again at its port, with what it had written. */
  public void restart() {
    process = launch();
    ready();
  }

  private RedisServer ready() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .ignoreExceptionsInstanceOf(RedisException.class)
        .until(() -> commands().ping().equals("PONG"));
    return this;
  }

  private Process launch() {
    try {
      List<String> command = new ArrayList<>();
      command.add(ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toString());
      command.addAll(List.of("--port", Integer.toString(port), "--bind", "127.0.0.1"));
      command.addAll(List.of("--dir", directory.toString(), "--save", ""));
      command.addAll(options);
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (client != null) {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
    kill();
  }
}
