package archon.bus.cli;

import archon.bus.event.Json;
import archon.bus.event.Timestamps;
import archon.bus.read.TimeSpan;
import archon.bus.read.TopicExtent;
import archon.bus.read.TopicHealth;
import archon.bus.read.TopicReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports of topics as people and as programs read them. */
final class TopicTable {
  private static final String[] HEADINGS = {
    "TOPIC", "EVENTS", "BYTES", "FIRST", "LAST", "EARLIEST", "LATEST", "SYNC", "HEALTH"
  };

  private static final Set<Integer> NUMBERS = Set.of(1, 2, 3, 4);

  private TopicTable() {}

  /** A heading and a line for each topic, in columns. */
  static List<String> lines(List<TopicReport> reports) {
    List<String[]> rows = new ArrayList<>();
    rows.add(HEADINGS);
    reports.forEach(report -> rows.add(row(report)));
    return Columns.aligned(rows, NUMBERS);
  }

  private static String[] row(TopicReport report) {
    TopicExtent extent = report.extent();
    TimeSpan times = extent.times();
    TopicHealth health = report.health();
    return new String[] {
      report.topic(),
      String.valueOf(extent.events()),
      String.valueOf(extent.bytes()),
      String.valueOf(extent.firstSeq()),
      String.valueOf(extent.lastSeq()),
      times == null ? "-" : Timestamps.format(times.earliest()),
      times == null ? "-" : Timestamps.format(times.latest()),
      word(report.settings().sync()),
      word(health.state()) + (health.reason().isEmpty() ? "" : ": " + health.reason())
    };
  }

  /** One array; {@code reason} is null where the health is {@code ok}. */
  static String json(List<TopicReport> reports) {
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    for (TopicReport report : reports) {
      all.add(members(report));
    }
    return PythonJson.indented(Json.of(all).toString(), 0);
  }

  private static Map<String, @Nullable Object> members(TopicReport report) {
    TopicExtent extent = report.extent();
    TimeSpan times = extent.times();
    TopicHealth health = report.health();
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("topic", report.topic());
    members.put("events", extent.events());
    members.put("bytes", extent.bytes());
    members.put("first_seq", extent.firstSeq());
    members.put("last_seq", extent.lastSeq());
    members.put("earliest", times == null ? null : Timestamps.format(times.earliest()));
    members.put("latest", times == null ? null : Timestamps.format(times.latest()));
    members.put("sync", word(report.settings().sync()));
    members.put("health", word(health.state()));
    members.put("reason", health.reason().isEmpty() ? null : health.reason());
    return members;
  }

  /** A constant as people and programs read it. */
  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
