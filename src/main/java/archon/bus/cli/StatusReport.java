package archon.bus.cli;

import archon.bus.event.Json;
import archon.bus.journal.NodeDescriptor;
import archon.bus.journal.NodeService;
import archon.bus.read.TopicHealth;
import archon.bus.read.TopicReport;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of an events directory, as people and as programs read it. */
record StatusReport(
    Path directory, Holder holder, List<TopicReport> topics, List<SubscriptionLag> subscriptions) {
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Directory: " + directory);
    lines.add("Held by: " + heldBy());
    if (holder.problem() != null) {
      lines.add("Guests: not known");
    } else if (holder.guests() != null) {
      lines.add("Guests: " + guests(holder.guests().node()));
    }
    lines.add("Topics: %d with %s".formatted(topics.size(), Plural.of(events(), "event")));
    topics.stream()
        .filter(topic -> topic.health().state() != TopicHealth.State.OK)
        .forEach(topic -> lines.add("  " + line(topic)));
    lines.add("Named subscriptions: " + (subscriptions.isEmpty() ? "none" : subscriptions.size()));
    subscriptions.forEach(lag -> lines.add("  " + line(lag)));
    return lines;
  }

  private String heldBy() {
    NodeDescriptor node = holder.node();
    if (node == null) {
      return "nobody";
    }
    String who = "process %d since %s".formatted(node.pid(), node.since());
    NodeService service = node.service();
    if (service == null) {
      return who + ", which serves no other process";
    }
    String where = service.url() == null ? who : who + ", at " + service.url();
    if (!Holder.letsIn(node)) {
      return where + ", which lets no other process in (archon.bus.node.listen = off)";
    }
    return holder.problem() == null ? where : where + ", which gave no answer";
  }

  private static String guests(JsonNode guests) {
    List<String> each = new ArrayList<>();
    guests.forEach(
        guest ->
            each.add(
                "process %s (%s)"
                    .formatted(guest.path("pid").asText(), guest.path("kind").asText())));
    return each.isEmpty() ? "none" : String.join(", ", each);
  }

  private long events() {
    return topics.stream().mapToLong(topic -> topic.extent().events()).sum();
  }

  private static String line(TopicReport topic) {
    TopicHealth health = topic.health();
    return "%s: %s: %s".formatted(topic.topic(), TopicTable.word(health.state()), health.reason());
  }

  private static String line(SubscriptionLag lag) {
    return "%s (%s): %s, %s"
        .formatted(
            lag.subscription().name(),
            String.join(" ", lag.subscription().patterns()),
            lag.subscription().isHeld() ? "live" : "nobody holds it",
            lag.events() == 0 ? "not behind" : Plural.of(lag.events(), "event") + " behind");
  }

  String json() {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("directory", directory.toString());
    members.put("node", node());
    members.put("topics", topics.stream().map(StatusReport::topic).toList());
    members.put("subscriptions", subscriptions.stream().map(StatusReport::subscription).toList());
    return PythonJson.indented(Json.of(members).toString(), 0);
  }

  /** Null if nobody holds it. */
  private @Nullable Map<String, @Nullable Object> node() {
    NodeDescriptor node = holder.node();
    if (node == null) {
      return null;
    }
    NodeService service = node.service();
    Json guests = holder.guests();
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("pid", node.pid());
    members.put("since", node.since().toString());
    members.put("version", node.version());
    members.put("serves", Holder.letsIn(node));
    members.put("url", service == null ? null : service.url());
    members.put("guests", guests == null ? null : guests.node());
    members.put("problem", holder.problem());
    return members;
  }

  private static Map<String, @Nullable Object> topic(TopicReport report) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("topic", report.topic());
    members.put("events", report.extent().events());
    members.put("first_seq", report.extent().firstSeq());
    members.put("last_seq", report.extent().lastSeq());
    members.put("health", TopicTable.word(report.health().state()));
    members.put("reason", report.health().reason().isEmpty() ? null : report.health().reason());
    return members;
  }

  private static Map<String, @Nullable Object> subscription(SubscriptionLag lag) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("name", lag.subscription().name());
    members.put("topics", lag.subscription().patterns());
    members.put("live", lag.subscription().isHeld());
    members.put("lag", lag.events());
    members.put("lag_by_topic", lag.byTopic());
    members.put("next_seq", new TreeMap<>(lag.subscription().positions()));
    return members;
  }
}
