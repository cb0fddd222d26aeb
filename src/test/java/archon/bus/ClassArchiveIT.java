package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive of classes that the launcher makes at first use: it changes how fast, never what. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
final class ClassArchiveIT {
  private static final Path LAUNCHER =
      Path.of("target", "archon-bus", "bin", "archon-bus").toAbsolutePath();
  private static final Duration MAKING = Duration.ofMinutes(2); // seconds, on an idle machine

  private static final Outcome DONE = new Outcome(0, "No topics found.\n", "");

  @TempDir Path directory;

  @Test
  void isMadeOnceByTheFirstOfSeveralCommandsAndUsedByTheNext() throws Exception {
    Process first = start("", "topics");
    Process second = start("", "topics");
    Outcome whileMade = outcome(first);
    Outcome atTheSameTime = outcome(second);

    Path archive = made();
    Outcome after = run("-Xshare:on", "topics"); // without a fitting archive the JVM would end

    assertThat(whileMade).isEqualTo(DONE);
    assertThat(atTheSameTime).isEqualTo(DONE);
    assertThat(after).isEqualTo(DONE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(archive)))
        .endsWith("------");
    assertThat(files(archive.getParent())).containsExactly(archive);
  }

  @Test
  void isSmallerForCommandsThatOnlyRead() throws Exception {
    String[] publish = {"publish", "--topic", "t", "--payload", "{}", "--source", "s"};
    run("", "topics");
    Path ofReading = made();
    run("", publish);

    Path ofAll = made(archive -> !archive.equals(ofReading));
    Outcome read = run("-Xshare:on", "history");
    Outcome published = run("-Xshare:on", publish);

    assertThat(read.exitCode()).as(read.stderr()).isZero();
    assertThat(published.exitCode()).as(published.stderr()).isZero();
    assertThat(Files.size(ofReading)).isLessThan(Files.size(ofAll) * 2 / 3);
  }

  @Test
  void holdsAllThatReadsTheWordsOfACommand() throws Exception {
    run("", "topics");
    made();

    Path loaded = directory.resolve("loaded");
    Outcome outcome = run("-Xlog:class+load:file=" + loaded, "topics");

    // A lambda of picocli's types would keep them out, and an annotation of them makes a proxy.
    assertThat(outcome).isEqualTo(DONE);
    assertThat(Files.readAllLines(loaded))
        .noneMatch(line -> line.contains("$Proxy"))
        .filteredOn(line -> line.contains(" picocli."))
        .isNotEmpty()
        .allMatch(line -> line.endsWith("source: shared objects file"));
  }

  @Test
  void holdsWhatAHistoryOfMoreThanAFewEventsNeeds() throws Exception {
    Path payload = directory.resolve("payload.json");
    Files.writeString(payload, "{\"a\": \"%s\"}".formatted("x".repeat(200_000)));
    String events = directory.resolve("events").toString();
    String[] publish = {"publish", "--topic", "t", "--payload", "@" + payload, "--source", "s"};
    run("-Darchon.bus.events-dir=" + events, publish);
    String[] history = {"history", "--events-dir", events, "--source", "nobody", "--limit", "10"};
    run("", history);
    made(archive -> archive.toString().endsWith("-reading.jsa"));

    Path loaded = directory.resolve("loaded");
    Outcome outcome = run("-Xlog:class+load:file=" + loaded, history);

    assertThat(outcome.exitCode()).as(outcome.stderr()).isZero();
    assertThat(Files.readAllLines(loaded))
        .filteredOn(line -> line.contains(" archon.bus."))
        .isNotEmpty()
        .allMatch(line -> line.endsWith("source: shared objects file"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_000_000})
  void isPassedOverWithoutAWordWhenItIsDamaged(int keptBytes) throws Exception {
    run("", "topics");
    Path archive = made();
    byte[] whole = Files.readAllBytes(archive);
    Files.delete(archive);
    Files.write(archive, Arrays.copyOf(whole, keptBytes));

    Outcome outcome = run("", "topics");

    assertThat(outcome).isEqualTo(DONE);
  }

  @Test
  void isMadeAnewWhenAJarIsNewer() throws Exception {
    run("", "topics");
    Path old = made();
    Files.setLastModifiedTime(old, FileTime.fromMillis(0));

    Outcome outcome = run("", "topics");

    assertThat(outcome).isEqualTo(DONE);
    await()
        .atMost(MAKING)
        .until(() -> Files.exists(old) && Files.getLastModifiedTime(old).toMillis() > 0);
    made();
  }

  @Test
  void isNeitherUsedNorReplacedWhenItBelongsToAnotherUser() throws Exception {
    run("", "topics");
    Path archive = made();
    giveAway(archive);

    Outcome outcome = run("-XX:+PrintCommandLineFlags", "topics");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.stdout()).doesNotContain("SharedArchiveFile");
    assertThat(archive.getParent()).isDirectoryContaining(archive::equals);
    assertThat(Path.of(archive + ".making")).doesNotExist();
  }

  private static void giveAway(Path file) throws IOException {
    assumeTrue(Files.getOwner(file).getName().equals("root"), "only root can give a file away");
    Files.setOwner(
        file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
  }

  @Test
  void isDoneWithoutWhereNothingCanBeWritten() throws Exception {
    Path file = Files.createFile(directory.resolve("cache")); // root may write to any directory

    Outcome outcome = run("", "topics");

    assertThat(outcome).isEqualTo(DONE);
    assertThat(file).isEmptyFile();
  }

  /** The archive, once nothing is left to do about it. */
  private Path made() {
    return made(archive -> true);
  }

  /** The archive that is asked for, once nothing is left to do about any. */
  private Path made(Predicate<Path> wanted) {
    return await()
        .atMost(MAKING)
        .until(
            () -> {
              List<Path> files = files(directory.resolve("cache"));
              return files.stream().allMatch(file -> file.toString().endsWith(".jsa"))
                  ? files.stream().filter(wanted).findFirst()
                  : Optional.<Path>empty();
            },
            Optional::isPresent)
        .orElseThrow();
  }

  private static List<Path> files(Path under) throws IOException {
    if (!Files.exists(under)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(under)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException e) {
      return List.of(); // some of them were just taken away
    }
  }

  private Outcome run(String javaOptions, String... arguments) throws Exception {
    return outcome(start(javaOptions, arguments));
  }

  private static Outcome outcome(Process process) throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended within 60 s").isTrue();
    return new Outcome(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private Process start(String javaOptions, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(LAUNCHER.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().keySet().retainAll(List.of("PATH"));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("ARCHON_BUS_CACHE_DIR", directory.resolve("cache").toString());
    builder.environment().put("ARCHON_BUS_JAVA_OPTS", javaOptions);
    builder.environment().put("XDG_STATE_HOME", directory.resolve("state").toString());
    return builder.start();
  }

  private record Outcome(int exitCode, String stdout, String stderr) {}
}
