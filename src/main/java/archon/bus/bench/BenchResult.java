package archon.bus.bench;

import archon.bus.topic.Durability;
import java.util.ArrayList;
import java.util.List;

/**
 * What a workload came to. Everything it wrote was read back, and everything delivered was checked,
 * before it was made.
 *
 * @param figures at least one
 * @param sync the setting {@code archon.bus.journal.sync}
 * @param durability what acknowledgements stated
 * @param events of each run, or how many the log held that was read
 * @param stored how many the log held before the first run; 0 for a new directory in each
 * @param load how hard the bus was worked
 * @param warmUps runs before those that are told
 * @param lineBytes of an event in its file, on average
 * @param environment what it was measured with
 */
public record BenchResult(
    Workload workload,
    List<Figure> figures,
    String sync,
    Durability durability,
    long events,
    long stored,
    Load load,
    int warmUps,
    double lineBytes,
    Environment environment) {

  /**
   * One figure at each run.
   *
   * @param name ends with its unit
   */
  public record Figure(String name, List<Double> runs) {
    /** The middle one; of an even number the higher of the two. */
    public double median() {
      return runs.stream().sorted().toList().get(runs.size() / 2);
    }

    public double min() {
      return runs.stream().min(Double::compare).orElseThrow();
    }

    public double max() {
      return runs.stream().max(Double::compare).orElseThrow();
    }
  }

  static List<Figure> figures(List<Outcome> outcomes) {
    List<Figure> figures = new ArrayList<>();
    for (int i = 0; i < outcomes.get(0).readings().size(); i++) {
      int index = i;
      figures.add(
          new Figure(
              outcomes.get(0).readings().get(i).name(),
              outcomes.stream().map(outcome -> outcome.readings().get(index).value()).toList()));
    }
    return figures;
  }
}
