package archon.bus.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Carries out workloads, one after another in one process, so that they can be compared. */
public final class Bench {
  private Bench() {}

  /**
   * Carries them out: each at full length, once at least and for some seconds to warm up, then as
   * often as the settings say.
   *
   * @param results is given each result as soon as there is one
   * @return the directory that was made for it, which is there if it is kept
   * @throws BenchFailed if a run fails or is not what it should be; earlier results hold
   */
  public static Path run(
      List<Workload> workloads,
      BenchSettings settings,
      Watcher watcher,
      Consumer<BenchResult> results)
      throws InterruptedException {
    try (Lab lab = new Lab(settings, watcher)) {
      for (Workload workload : workloads) {
        results.accept(measure(workload, lab));
      }
      return lab.files().root();
    }
  }

  private static BenchResult measure(Workload workload, Lab lab) throws InterruptedException {
    BenchSettings settings = lab.settings();
    List<Outcome> outcomes = new ArrayList<>();
    try (Run run = workload.open(lab)) {
      int warmUps = warmUp(workload, run, lab);
      for (int i = 1; i <= settings.volume().runs(); i++) {
        lab.watcher().begins("%s, run %d of %d".formatted(workload, i, settings.volume().runs()));
        outcomes.add(run.once());
      }
      Outcome last = outcomes.get(outcomes.size() - 1);
      return new BenchResult(
          workload,
          BenchResult.figures(outcomes),
          settings.sync(),
          last.durability(),
          workload.events(settings),
          workload.stored(settings),
          run.load(),
          warmUps,
          last.lineBytes(),
          Environment.present());
    }
  }

  /** Returns how many runs that took. */
  private static int warmUp(Workload workload, Run run, Lab lab) throws InterruptedException {
    long seconds = run.isOfThisProcess() ? lab.settings().volume().warmUpSeconds() : 0;
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    int runs = 0;
    do {
      lab.watcher().begins(workload + ", warming up");
      run.once();
      runs++;
    } while (System.nanoTime() < until);
    return runs;
  }
}
