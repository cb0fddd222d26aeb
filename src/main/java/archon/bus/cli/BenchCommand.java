package archon.bus.cli;

import archon.bus.bench.Bench;
import archon.bus.bench.BenchSettings;
import archon.bus.bench.Load;
import archon.bus.bench.Volume;
import archon.bus.bench.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Measures the bus on this machine. */
@Command(
    name = "bench",
    description = {
      "Measure the bus on this machine: each workload once to warm up and then some times, in a new directory. "
          + "What was written and delivered is verified before a figure is told.",
      "",
      "Workloads, or all: publish, limit, limit-encoded, latency, fan-out, history-last, history-first, replay, open, "
          + "cli-history, cli-publish. docs/performance.md says what each measures."
    },
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private static final String ALL = "all";
  private static final String SYNC = "archon.bus.journal.sync";
  private static final List<String> SYNC_MODES = List.of("batch", "interval", "os");

  @ParentCommand ArchonBusCli cli;
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "WORKLOAD",
      arity = "1..*",
      completionCandidates = Titles.class,
      description = "What to measure, in this order.")
  List<String> titles = List.of();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where the new directory is made: on the disk to measure. Default: ${java.io.tmpdir}.")
  Path dir = Path.of(System.getProperty("java.io.tmpdir"));

  @Option(names = "--keep", description = "Keep the files.")
  boolean keep;

  @Option(
      names = "--sync",
      paramLabel = "MODE",
      description =
          "What acknowledgements wait for: batch, interval or os. Default: archon.bus.journal.sync.")
  @Nullable String sync;

  @Option(
      names = "--events",
      paramLabel = "N",
      converter = Arguments.Seq.class,
      description =
          "Events of each run, or held by the log that is read. Default: what the workload says, mostly 1000000.")
  @Nullable Long events;

  @Option(
      names = "--stored",
      paramLabel = "N",
      converter = Arguments.Seq.class,
      description =
          "Events in the log before the first run: it is published to (publish, latency, fan-out), or read. "
              + "Default: a new directory for each run, or a log of --events.")
  @Nullable Long stored;

  @Option(
      names = "--topics",
      paramLabel = "N",
      description = "Topics that events go to in turn. Default: 1.")
  int topics = 1;

  @Option(
      names = "--publishers",
      paramLabel = "N",
      description = "Threads that publish (publish, fan-out). Default: 1.")
  int publishers = 1;

  @Option(
      names = "--subscribers",
      paramLabel = "N",
      description = "Subscribers to every event (fan-out). Default: 100.")
  int subscribers = 100;

  @Option(
      names = "--window",
      paramLabel = "N",
      description = "Events that may be unacknowledged, of all publishers together. Default: 1000.")
  int window = 1_000;

  @Option(
      names = "--payload-bytes",
      paramLabel = "N",
      description = "Size of a payload as JSON. Default: 208.")
  int payloadBytes = 208;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Events a second (latency). Default: 1000.")
  int rate = 1_000;

  @Option(
      names = "--runs",
      paramLabel = "N",
      description = "Runs of each workload, after one that warms up. Default: 3.")
  int runs = 3;

  @Option(names = "--json", description = "Print JSON Lines: an object for each result.")
  boolean json;

  @Override
  public Integer call() throws InterruptedException {
    List<Workload> workloads = workloads();
    BenchSettings settings = settings();
    BenchReport report = BenchReport.of(cli.console().out(), json);
    try (BenchProgress progress = new BenchProgress(cli.console())) {
      Path files = Bench.run(workloads, settings, progress, report::result);
      if (keep) {
        cli.console().say("archon-bus: the files are in " + files);
      }
    }
    report.end();
    return ExitCode.OK;
  }

  private List<Workload> workloads() {
    Set<Workload> chosen = new LinkedHashSet<>();
    for (String title : titles) {
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
    if (cli.options().eventsDir != null) {
      throw usage("--events-dir: a bench works in a new directory; name its parent with --dir");
    }
    if (!Files.isDirectory(dir) || !Files.isWritable(dir)) {
      throw usage("--dir %s: expected a directory that can be written to".formatted(dir));
    }
    if (sync != null) {
      if (!SYNC_MODES.contains(sync)) {
        throw usage("--sync: expected batch, interval or os but found " + sync);
      }
      cli.options().settings.put(SYNC, sync); // for processes that are started too
    }
    Configuration configuration = cli.configuration();
    try {
      return new BenchSettings(
          dir,
          keep,
          configuration.whole(),
          new Load(topics, publishers, subscribers, window, payloadBytes, rate),
          new Volume(events == null ? 0 : events, stored == null ? 0 : stored, runs),
          BenchPrograms.of(cli.options()));
    } catch (IllegalArgumentException e) {
      throw usage("--" + e.getMessage());
    }
  }

  /** The words that name workloads. */
  static final class Titles implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      Stream<String> workloads = Arrays.stream(Workload.values()).map(Workload::title);
      return Stream.concat(Stream.of(ALL), workloads).iterator();
    }
  }

  private ParameterException usage(String complaint) {
    return new ParameterException(spec.commandLine(), complaint);
  }
}
