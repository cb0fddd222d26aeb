package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the script of the built distribution, mostly with a program in place of Java that shows what
 * it was given.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher is a POSIX shell script")
final class LauncherIT {
  private static final Path DISTRIBUTION = Path.of("target", "archon-bus").toAbsolutePath();
  private static final Path LAUNCHER = DISTRIBUTION.resolve("bin/archon-bus");
  private static final String SHOW_ARGUMENTS = "for argument; do echo \"$argument\"; done; exit 7";

  @TempDir Path directory;

  @Test
  void printsTheVersionAndNothingElseOnThisJava() throws Exception {
    Map<String, String> environment = Map.of("JAVA_HOME", System.getProperty("java.home"));

    Outcome outcome = run(LAUNCHER, environment, "--version");

    assertThat(outcome.stderr()).isEmpty();
    assertThat(outcome.stdout()).containsPattern("\\d+\\.\\d+\\.\\d+");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void startsFromAnyDirectoryAndHandsOnArgumentsAndExitCode() throws Exception {
    Path javaHome = javaHome("17.0.1", SHOW_ARGUMENTS);

    Outcome outcome =
        run(LAUNCHER, Map.of("JAVA_HOME", javaHome.toString()), "demo", "a  b", "*", "");

    assertThat(outcome.stdout())
        .endsWith(
            String.join(
                "\n",
                "\n-cp",
                classPath(DISTRIBUTION),
                "archon.bus.cli.ArchonBusCli",
                "demo",
                "a  b",
                "*",
                "",
                ""));
    assertThat(outcome.exitCode()).isEqualTo(7);
  }

  @Test
  void findsItsFilesThroughAChainOfRelativeLinks() throws Exception {
    Path javaHome = javaHome("17.0.1", SHOW_ARGUMENTS);
    Path home = installation("distribution");
    Path near = Files.createDirectories(directory.resolve("near/by"));
    Files.createSymbolicLink(near.resolve("second"), Path.of("../../distribution/bin/archon-bus"));
    Path first = Files.createSymbolicLink(directory.resolve("first"), Path.of("near/by/second"));

    Outcome outcome = run(first, Map.of("JAVA_HOME", javaHome.toString()), "demo");

    assertThat(outcome.stdout()).contains(classPath(home));
  }

  @Test
  void startsFromADirectoryWithSpacesInItsName() throws Exception {
    Path javaHome = javaHome("17.0.1", SHOW_ARGUMENTS);
    Path home = installation("an archon's  bus");

    Outcome outcome =
        run(home.resolve("bin/archon-bus"), Map.of("JAVA_HOME", javaHome.toString()), "demo");

    assertThat(outcome.stdout()).contains(classPath(home));
  }

  @Test
  void takesJavaFromThePathWhenJavaHomeIsNotSet() throws Exception {
    Path javaHome = javaHome("17.0.1", SHOW_ARGUMENTS);
    Path bin = Files.createDirectory(directory.resolve("on-the-path"));
    Files.createSymbolicLink(bin.resolve("java"), javaHome.resolve("bin/java"));

    Outcome outcome = run(LAUNCHER, Map.of("PATH", bin + ":" + System.getenv("PATH")), "demo");

    assertThat(outcome.exitCode()).isEqualTo(7);
    assertThat(outcome.stdout()).contains(classPath(DISTRIBUTION));
  }

  @Test
  void passesTheOptionsOfTheEnvironmentToJava() throws Exception {
    Path javaHome = javaHome("17.0.1", SHOW_ARGUMENTS);
    String options = "-Xmx64m -Dpattern=*";

    Outcome outcome =
        run(
            LAUNCHER,
            Map.of("JAVA_HOME", javaHome.toString(), "ARCHON_BUS_JAVA_OPTS", options),
            "demo");

    assertThat(outcome.stdout()).contains("\n-Xmx64m\n-Dpattern=*\n-cp\n");
  }

  @ParameterizedTest
  @CsvSource({"17.0.1, false", "23.0.2, false", "24, true", "25.0.1, true", "26-ea, true"})
  void quietensOnlyAJavaThatKnowsTheOptions(String version, boolean quietened) throws Exception {
    Path javaHome = javaHome(version, SHOW_ARGUMENTS);

    Outcome outcome = run(LAUNCHER, Map.of("JAVA_HOME", javaHome.toString()), "demo");

    assertThat(outcome.stdout().contains("--sun-misc-unsafe-memory-access=allow"))
        .isEqualTo(quietened);
    assertThat(outcome.stdout().contains("--enable-native-access=ALL-UNNAMED"))
        .isEqualTo(quietened);
  }

  @ParameterizedTest
  @CsvSource({
    "publish, true",
    "history, true",
    "--version, true",
    "subscribe, false",
    "bench, false",
    "demo, false",
    "anything, false"
  })
  void doesWithoutTheOptimizingCompilerForShortCommands(String command, boolean without)
      throws Exception {
    Path javaHome = javaHome("17.0.1", SHOW_ARGUMENTS);

    Outcome outcome =
        run(LAUNCHER, Map.of("JAVA_HOME", javaHome.toString()), "--events-dir", "/events", command);

    assertThat(outcome.stdout().contains("-XX:TieredStopAtLevel=1")).isEqualTo(without);
  }

  @ParameterizedTest
  @CsvSource({"-Xmx64m, true", "-XX:+UseParallelGC, false", "-Xmx64m -XX:+UseG1GC, false"})
  void choosesACollectorForShortCommandsUnlessTheUserDoes(String options, boolean chosen)
      throws Exception {
    Path javaHome = javaHome("17.0.1", SHOW_ARGUMENTS);

    Outcome outcome =
        run(
            LAUNCHER,
            Map.of("JAVA_HOME", javaHome.toString(), "ARCHON_BUS_JAVA_OPTS", options),
            "history");

    assertThat(outcome.stdout().contains("-XX:+UseSerialGC")).isEqualTo(chosen);
  }

  @ParameterizedTest
  @ValueSource(strings = {"11.0.2", "1.8.0_402", "16"})
  void refusesAnOlderJavaWithoutStartingIt(String version) throws Exception {
    Path javaHome = javaHome(version, "echo started");

    Outcome outcome = run(LAUNCHER, Map.of("JAVA_HOME", javaHome.toString()), "--version");

    assertThat(outcome)
        .isEqualTo(
            refusal(
                "found Java %s at %s/bin/java; set JAVA_HOME to the directory of one",
                version, javaHome));
  }

  @Test
  void asksAJavaForItsVersionWhenNoFileTellsIt() throws Exception {
    Path javaHome = javaHome("11.0.2", "echo 'openjdk version \"11.0.2\" 2019-01-15' >&2");
    Files.delete(javaHome.resolve("release"));

    Outcome outcome = run(LAUNCHER, Map.of("JAVA_HOME", javaHome.toString()), "--version");

    assertThat(outcome)
        .isEqualTo(
            refusal(
                "found Java 11.0.2 at %s/bin/java; set JAVA_HOME to the directory of one",
                javaHome));
  }

  @Test
  void refusesAProgramThatTellsNoVersion() throws Exception {
    Path javaHome = javaHome("", "exit 1");

    Outcome outcome = run(LAUNCHER, Map.of("JAVA_HOME", javaHome.toString()), "--version");

    assertThat(outcome)
        .isEqualTo(
            refusal(
                "%s/bin/java does not tell its version; set JAVA_HOME to the directory of one",
                javaHome));
  }

  @Test
  void refusesAJavaHomeWithoutJavaInsteadOfTakingAnother() throws Exception {
    Outcome outcome = run(LAUNCHER, Map.of("JAVA_HOME", directory.toString()), "--version");

    assertThat(outcome)
        .isEqualTo(
            refusal(
                "found no bin/java in JAVA_HOME, which is %s; set JAVA_HOME to the directory of one",
                directory));
  }

  @Test
  void saysWhatToSetWhenThereIsNoJava() throws Exception {
    Outcome outcome = run(LAUNCHER, Map.of("PATH", directory.toString()), "--version");

    assertThat(outcome)
        .isEqualTo(
            refusal(
                "found no java, as JAVA_HOME is not set and the PATH has none;"
                    + " set JAVA_HOME to the directory of one"));
  }

  private static Outcome refusal(String found, Object... values) {
    return new Outcome(
        1, "", "archon-bus: needs Java 17 or newer but " + found.formatted(values) + "\n");
  }

  private static String classPath(Path home) throws IOException {
    Path real = home.toRealPath();
    try (Stream<Path> jars = Files.list(real.resolve("lib"))) {
      return jars.sorted().map(Path::toString).collect(Collectors.joining(":"))
          + ":"
          + real.resolve("conf");
    }
  }

  private Path installation(String name) throws IOException {
    Path home = directory.resolve(name);
    Path bin = Files.createDirectories(home.resolve("bin"));
    Files.copy(LAUNCHER, bin.resolve("archon-bus"), StandardCopyOption.COPY_ATTRIBUTES);
    Path lib = Files.createDirectory(home.resolve("lib"));
    Files.createFile(lib.resolve("archon-bus-1.jar"));
    Files.createFile(lib.resolve("picocli.jar"));
    return home;
  }

  /** Lays out a Java of that version; what its program does is shell script. */
  private Path javaHome(String version, String program) throws IOException {
    Path home = Files.createDirectories(directory.resolve("java home"));
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + program + "\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"none\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  /**
   * Runs in a directory that has nothing to do with the distribution; only these variables and the
   * PATH are set.
   */
  private Outcome run(Path launcher, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(List.of(arguments));
    Path stdout = directory.resolve("stdout");
    Path stderr = directory.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(stdout.toFile())
            .redirectError(stderr.toFile());
    builder.environment().keySet().retainAll(List.of("PATH", "HOME"));
    builder.environment().put("ARCHON_BUS_CACHE_DIR", ""); // a test that wants an archive says so
    builder.environment().putAll(environment);

    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ended within 30 s").isTrue();
    return new Outcome(process.exitValue(), Files.readString(stdout), Files.readString(stderr));
  }

  private record Outcome(int exitCode, String stdout, String stderr) {}
}
