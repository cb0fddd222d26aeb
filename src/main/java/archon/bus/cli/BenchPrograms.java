package archon.bus.cli;

import archon.bus.bench.Programs;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** How a bench starts what this process is a part of: with the same Java, classes and settings. */
final class BenchPrograms {
  private BenchPrograms() {}

  static Programs of(GlobalOptions options) {
    return new Programs(archonBus(options), java(options));
  }

  /** The launcher of the distribution; where there is none, what it would start. */
  private static List<String> archonBus(GlobalOptions options) {
    List<String> command = new ArrayList<>();
    Path launcher = ownJar().resolveSibling(Path.of("..", "bin", "archon-bus")).normalize();
    if (Files.isExecutable(launcher)) {
      command.add(launcher.toString());
    } else {
      command.addAll(List.of(javaProgram(), "-XX:TieredStopAtLevel=1"));
      command.addAll(List.of("-cp", classPath(), ArchonBusCli.class.getName()));
    }
    Path file = options.configFile.valueOrNull();
    if (file != null) {
      command.addAll(List.of("--config", file.toString()));
    }
    settings(options).forEach(command::add);
    return command;
  }

  /** A JVM with the options of this one: a program that embeds the bus may have the same. */
  private static List<String> java(GlobalOptions options) {
    List<String> command = new ArrayList<>(List.of(javaProgram()));
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(BenchPrograms::isForOthersToo)
        .forEach(command::add);
    Path file = options.configFile.valueOrNull();
    if (file != null) {
      command.add("-Dconfig.file=" + file);
    }
    settings(options).forEach(command::add);
    command.addAll(List.of("-cp", classPath()));
    return command;
  }

  /** What watches this process would slow the other one down, or fight with it for a port. */
  private static boolean isForOthersToo(String option) {
    return !option.startsWith("-agent")
        && !option.startsWith("-javaagent")
        && !option.startsWith("-XX:StartFlightRecording")
        && !option.startsWith("-XX:FlightRecorderOptions");
  }

  private static Stream<String> settings(GlobalOptions options) {
    return options.settings.value().entrySet().stream()
        .map(setting -> "-D" + setting.getKey() + "=" + setting.getValue());
  }

  private static String javaProgram() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String classPath() {
    return System.getProperty("java.class.path");
  }

  private static Path ownJar() {
    try {
      return Path.of(
          ArchonBusCli.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("expected a class path of files but found " + e, e);
    }
  }
}
