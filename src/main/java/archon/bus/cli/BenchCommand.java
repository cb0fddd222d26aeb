package archon.bus.cli;

import archon.bus.bench.Bench;
import archon.bus.bench.BenchSettings;
import archon.bus.bench.Load;
import archon.bus.bench.Volume;
import archon.bus.bench.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Measures the bus on this machine. */
final class BenchCommand extends Command {
  private static final String ALL = "all";
  private static final String SYNC = "archon.bus.journal.sync";
  private static final List<String> SYNC_MODES = List.of("batch", "interval", "os");

  private final ArchonBusCli cli;

  private final Argument<List<String>> titles =
      add(
          PositionalParamSpec.builder()
              .paramLabel("WORKLOAD")
              .required(true)
              .arity("1..*")
              .type(List.class)
              .auxiliaryTypes(String.class)
              .completionCandidates(new Titles())
              .description("What to measure, in this order."));

  private final Argument<Path> dir =
      option(
              "--dir",
              "DIR",
              Path.class,
              "Where the new directory is made: on the disk to measure. Default: ${java.io.tmpdir}.")
          .byDefault(Path.of(System.getProperty("java.io.tmpdir")));

  private final Argument<Boolean> keep = flag("--keep", "Keep the files.");

  private final Argument<String> sync =
      option(
          "--sync",
          "MODE",
          "What acknowledgements wait for: batch, interval or os. Default: archon.bus.journal.sync.");

  private final Argument<Long> events =
      option(
              "--events",
              "N",
              new Arguments.Seq(),
              "Events of each run, or held by the log that is read. Default: what the workload says, mostly 1000000.")
          .byDefault(0L);

  private final Argument<Long> stored =
      option(
              "--stored",
              "N",
              new Arguments.Seq(),
              "Events in the log before the first run: it is published to (publish, latency, fan-out), or read. "
                  + "Default: a new directory for each run, or a log of --events.")
          .byDefault(0L);

  private final Argument<Integer> topics =
      option("--topics", "N", int.class, "Topics that events go to in turn. Default: 1.")
          .byDefault(1);

  private final Argument<Integer> publishers =
      option("--publishers", "N", int.class, "Threads that publish (publish, fan-out). Default: 1.")
          .byDefault(1);

  private final Argument<Integer> subscribers =
      option("--subscribers", "N", int.class, "Subscribers to every event (fan-out). Default: 100.")
          .byDefault(100);

  private final Argument<Integer> window =
      option(
              "--window",
              "N",
              int.class,
              "Events that may be unacknowledged, of all publishers together. Default: 1000.")
          .byDefault(1_000);

  private final Argument<Integer> payloadBytes =
      option("--payload-bytes", "N", int.class, "Size of a payload as JSON. Default: 208.")
          .byDefault(208);

  private final Argument<Integer> rate =
      option("--rate", "N", int.class, "Events a second (latency). Default: 1000.")
          .byDefault(1_000);

  private final Argument<Integer> warmUp =
      option(
              "--warm-up",
              "SECONDS",
              int.class,
              "How long each workload runs before its runs are reported, once at least. Default: 15.")
          .byDefault(15);

  private final Argument<Integer> runs =
      option("--runs", "N", int.class, "Runs of each workload that are reported. Default: 3.")
          .byDefault(3);

  private final Argument<Boolean> json =
      flag("--json", "Print JSON Lines: an object for each result.");

  BenchCommand(ArchonBusCli cli) {
    super(
        "Measure the bus on this machine: each workload to warm up and then some times, in a new directory. "
            + "What was written and delivered is verified before a figure is told.",
        "",
        "Workloads, or all: publish, limit, limit-encoded, latency, guest-publish, guest-latency, fan-out, history-last, history-first, replay, open, "
            + "cli-history, cli-publish. docs/performance.md says what each measures.");
    this.cli = cli;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Workload> workloads = workloads();
    BenchSettings settings = settings();
    BenchReport report = BenchReport.of(cli.console().out(), json.value());
    try (BenchProgress progress = new BenchProgress(cli.console())) {
      Path files = Bench.run(workloads, settings, progress, report::result);
      if (keep.value()) {
        cli.console().say("archon-bus: the files are in " + files);
      }
    }
    report.end();
    return ExitCode.OK;
  }

  private List<Workload> workloads() {
    Set<Workload> chosen = new LinkedHashSet<>();
    for (String title : titles.value()) {
      if (title.equals(ALL)) {
        chosen.addAll(List.of(Workload.values()));
      } else {
        chosen.add(workload(title));
      }
    }
    return List.copyOf(chosen);
  }

  private Workload workload(String title) {
    return Arrays.stream(Workload.values())
        .filter(workload -> workload.title().equals(title))
        .findFirst()
        .orElseThrow(
            () ->
                usage(
                    "WORKLOAD: expected one of %s but found %s"
                        .formatted(String.join(", ", new Titles()), title)));
  }

  private BenchSettings settings() {
    if (cli.options().eventsDir.valueOrNull() != null) {
      throw usage("--events-dir: a bench works in a new directory; name its parent with --dir");
    }
    Path parent = dir.value();
    if (!takesDirectories(parent)) {
      throw usage(
          "--dir %s: expected a directory that can be written to but found %s; choose another"
              .formatted(parent, whatIsThere(parent)));
    }
    String mode = sync.valueOrNull();
    if (mode != null) {
      if (!SYNC_MODES.contains(mode)) {
        throw usage("--sync: expected batch, interval or os but found " + mode);
      }
      cli.options().settings.value().put(SYNC, mode); // for processes that are started too
    }
    Configuration configuration = cli.configuration();
    try {
      return new BenchSettings(
          parent,
          keep.value(),
          configuration.whole(),
          load(),
          new Volume(events.value(), stored.value(), warmUp.value(), runs.value()),
          BenchPrograms.of(cli.options()));
    } catch (IllegalArgumentException e) {
      throw usage("--" + e.getMessage());
    }
  }

  /** Tries it: permissions tell little of the folders of a system, such as /proc. */
  private static boolean takesDirectories(Path parent) {
    try {
      Files.delete(Files.createTempDirectory(parent, "archon-bench-"));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static String whatIsThere(Path parent) {
    if (Files.isDirectory(parent)) {
      return "one in which no directory can be made";
    }
    return Files.exists(parent) ? "a file" : "none";
  }

  private Load load() {
    return new Load(
        topics.value(),
        publishers.value(),
        subscribers.value(),
        window.value(),
        payloadBytes.value(),
        rate.value());
  }

  /** The words that name workloads. */
  static final class Titles implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      Stream<String> workloads = Arrays.stream(Workload.values()).map(Workload::title);
      return Stream.concat(Stream.of(ALL), workloads).iterator();
    }
  }
}
