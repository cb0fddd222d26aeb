package archon.bus.cli;

import archon.bus.bench.BenchResult;
import archon.bus.bench.BenchResult.Figure;
import archon.bus.bench.Environment;
import archon.bus.bench.Load;
import archon.bus.bench.Workload;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Prints what a bench finds, result by result. */
interface BenchReport {
  void result(BenchResult result);

  /** All is measured. */
  void end();

  static BenchReport of(Output out, boolean json) {
    return json ? new Json(out) : new Text(out);
  }

  /** What was measured, its figures, and under what conditions. */
  final class Text implements BenchReport {
    private final Output out;
    private final Map<Workload, BenchResult> results = new EnumMap<>(Workload.class);

    Text(Output out) {
      this.out = out;
    }

    @Override
    public void result(BenchResult result) {
      results.put(result.workload(), result);
      out.line(result.workload().title() + ": " + result.workload().measured());
      for (Figure figure : result.figures()) {
        out.line(
            format(
                "  %-22s %14s   min %s, max %s, runs %d after %d to warm up",
                figure.name(),
                number(figure.median()),
                number(figure.min()),
                number(figure.max()),
                figure.runs().size(),
                result.warmUps()));
      }
      Load load = result.load();
      out.line(
          format(
                  "  durability %s (sync = %s), %,d events of %d payload bytes in lines of %.0f, %,d stored before, topics %d, publishers %d, window %d",
                  result.durability().name().toLowerCase(Locale.ROOT),
                  result.sync(),
                  result.events(),
                  load.payloadBytes(),
                  result.lineBytes(),
                  result.stored(),
                  load.topics(),
                  load.publishers(),
                  load.window())
              + further(result));
      Environment environment = result.environment();
      out.line(
          format(
              "  archon-bus %s, %s, %s, heap up to %,d MiB, %d cpus, %s",
              environment.version(),
              environment.jvm(),
              environment.collectors(),
              environment.maxHeapBytes() >> 20,
              environment.cpus(),
              environment.os()));
      out.flush();
    }

    private static String further(BenchResult result) {
      return switch (result.workload()) {
        case LATENCY -> ", rate %d/s".formatted(result.load().rate());
        case FAN_OUT -> ", subscribers %d".formatted(result.load().subscribers());
        default -> "";
      };
    }

    @Override
    public void end() {
      BenchResult publish = results.get(Workload.PUBLISH);
      if (publish != null) {
        compare(publish, Workload.LIMIT);
        compare(publish, Workload.LIMIT_ENCODED);
      }
    }

    private void compare(BenchResult publish, Workload workload) {
      BenchResult limit = results.get(workload);
      if (limit != null) {
        double share = publish.figures().get(0).median() / limit.figures().get(0).median();
        out.line(format("publish / %s: %.2f", workload.title(), share));
      }
    }

    private static String number(double value) {
      return value >= 1_000 ? format("%,.0f", value) : format("%.2f", value);
    }

    private static String format(String text, Object... values) {
      return String.format(Locale.ROOT, text, values);
    }
  }

  /** JSON Lines: an object for each result. */
  record Json(Output out) implements BenchReport {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final MathContext DIGITS = new MathContext(6);

    @Override
    public void result(BenchResult result) {
      ObjectNode json = MAPPER.createObjectNode();
      json.put("workload", result.workload().title());
      json.put("measured", result.workload().measured());
      result.figures().forEach(figure -> put(json.withObject("/figures"), figure));
      json.put("sync", result.sync());
      json.put("durability", result.durability().name().toLowerCase(Locale.ROOT));
      json.put("events", result.events());
      json.put("stored", result.stored());
      Load load = result.load();
      json.put("topics", load.topics());
      json.put("publishers", load.publishers());
      json.put("window", load.window());
      if (result.workload() == Workload.LATENCY) {
        json.put("rate", load.rate());
      }
      if (result.workload() == Workload.FAN_OUT) {
        json.put("subscribers", load.subscribers());
      }
      json.put("payload_bytes", load.payloadBytes());
      json.put("line_bytes", rounded(result.lineBytes()));
      json.put("warm_ups", result.warmUps());
      json.put("runs", result.figures().get(0).runs().size());
      json.put("verified", true);
      Environment environment = result.environment();
      json.put("version", environment.version());
      json.withObject("/jvm")
          .put("name", environment.jvm())
          .put("collectors", environment.collectors())
          .put("max_heap_bytes", environment.maxHeapBytes());
      json.withObject("/machine").put("cpus", environment.cpus()).put("os", environment.os());
      out.line(json.toString());
      out.flush();
    }

    private static void put(ObjectNode figures, Figure figure) {
      ObjectNode json = figures.putObject(figure.name());
      json.put("median", rounded(figure.median()));
      json.put("min", rounded(figure.min()));
      json.put("max", rounded(figure.max()));
      figure.runs().forEach(run -> json.withArray("/runs").add(rounded(run)));
    }

    private static BigDecimal rounded(double value) {
      return new BigDecimal(new BigDecimal(value).round(DIGITS).toPlainString());
    }

    @Override
    public void end() {}
  }
}
