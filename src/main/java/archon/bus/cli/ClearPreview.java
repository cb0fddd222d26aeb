package archon.bus.cli;

import archon.bus.event.Timestamps;
import archon.bus.journal.DeletionLimits;
import archon.bus.journal.JournalReader;
import archon.bus.read.TimeSpan;
import archon.bus.read.TopicExtent;
import archon.bus.read.TopicReports;
import archon.bus.topic.ClearLimit;
import archon.bus.topic.ClearRequest;
import java.util.List;

/** Tells what a clear would delete. */
final class ClearPreview {
  private final JournalReader journal;
  private final TopicReports reports;
  private final Output out;

  ClearPreview(JournalReader journal, Output out) {
    this.journal = journal;
    this.reports = TopicReports.of(journal);
    this.out = out;
  }

  /** A line for each topic of which something would go, then the sum. */
  void print(ClearRequest request) {
    List<String> topics = journal.topics().stream().filter(request.topics()::matches).toList();
    long events = 0;
    for (String topic : topics) {
      TopicExtent extent = reports.extent(topic, lastSeq(topic, request.limit()));
      TimeSpan times = extent.times();
      if (times != null) {
        out.line(
            "Would clear %d events from topic '%s': seq %d to %d, %d bytes, %s to %s."
                .formatted(
                    extent.events(),
                    topic,
                    extent.firstSeq(),
                    extent.lastSeq(),
                    extent.bytes(),
                    Timestamps.format(times.earliest()),
                    Timestamps.format(times.latest())));
      }
      events += extent.events();
    }
    out.line("Would clear %d total events.".formatted(events));
  }

  private long lastSeq(String topic, ClearLimit limit) {
    if (limit instanceof ClearLimit.BeforeSeq before) {
      return before.seq() - 1;
    }
    return limit instanceof ClearLimit.BeforeTime before
        ? DeletionLimits.lastSeqBefore(journal, topic, before.time())
        : Long.MAX_VALUE;
  }
}
