package docs;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.redis.RedisServer;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/redis.md} shows is what runs, as a stranger's program, against a server. */
final class RedisDocIT {
  @Test
  void everyJavaBlockCompilesAndRuns(@TempDir Path directory) throws Exception {
    try (RedisServer server = RedisServer.start(directory)) {
      Path copy = directory.resolve("redis.md");
      String text = Files.readString(Path.of("docs/redis.md"));
      Files.writeString(copy, text.replace("127.0.0.1:6379", "127.0.0.1:" + server.port()));
      Document document = Document.of(copy.toString());
      String imports = document.blocks("java imports").get(0).text();
      JavaProgram program = JavaProgram.of(document, imports, "redis.close(); system.terminate();");
      program.compileTo(directory, Command.libraries());

      String told =
          Command.run(
              directory,
              List.of(
                  Command.java(),
                  "-cp",
                  directory + File.pathSeparator + Command.libraries(),
                  program.name()));

      assertThat(told)
          .contains("what to note once it is done")
          .contains("10 numbers, the last 100")
          .contains("{level=");
    }
  }
}
