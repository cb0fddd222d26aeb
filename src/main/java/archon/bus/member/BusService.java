package archon.bus.member;

import archon.bus.event.BusException;
import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.event.TopicPattern;
import archon.bus.http.ServedBus;
import archon.bus.journal.DiskFull;
import archon.bus.journal.JournalException;
import archon.bus.journal.JournalReader;
import archon.bus.journal.LogId;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReplayQuery;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicCursor;
import archon.bus.read.TopicRange;
import archon.bus.read.TopicReport;
import archon.bus.read.TopicReports;
import archon.bus.read.TopicSelection;
import archon.bus.replay.ReplayControl;
import archon.bus.subscription.Subscription;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.ClearResult;
import archon.bus.topic.PublishResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node as the HTTP endpoint sees it. */
final class BusService implements ServedBus {
  private static final Logger LOG = LoggerFactory.getLogger(BusService.class);

  private final Member member;
  private final JournalReader files;

  BusService(Member member, JournalReader files) {
    this.member = member;
    this.files = files;
  }

  @Override
  public CompletionStage<PublishResult> publish(Event event) {
    return guarded(() -> member.writer().publish(EncodedEvent.forPublish(event, member.limits())));
  }

  @Override
  public CompletionStage<List<PublishResult>> publishAll(List<Event> events) {
    return guarded(
        () -> {
          List<EncodedEvent> encoded = new ArrayList<>(events.size());
          for (Event event : events) {
            encoded.add(EncodedEvent.forPublish(event, member.limits()));
          }
          return member.writer().publishAll(events.get(0).topic(), encoded);
        });
  }

  @Override
  public Source<StoredEvent, NotUsed> history(HistoryQuery query) {
    return member.history(query);
  }

  @Override
  public Source<StoredEvent, ReplayControl> replay(ReplayQuery query, double speed) {
    return member.replay(query, speed);
  }

  @Override
  public Source<StoredEvent, CompletionStage<Subscription>> events(SubscriptionRequest request) {
    return member.subscriptions().source(request);
  }

  @Override
  public CompletionStage<Map<String, Long>> positions(TopicSelection topics, StartPosition start) {
    return member.read(
        reads -> {
          Map<String, Long> positions = new TreeMap<>();
          for (String topic : selected(topics)) {
            try {
              positions.put(topic, reads.startSeq(topic, start));
            } catch (JournalException failure) { // one bad topic must not stop the others
              LOG.warn("topic [{}]: its start position cannot be found", topic, failure);
            }
          }
          return positions;
        });
  }

  /** Those that are empty now too: they have a last seq all the same. */
  private Set<String> selected(TopicSelection selection) {
    Set<String> topics = new TreeSet<>();
    for (TopicPattern pattern : selection.patterns()) {
      if (pattern.isPlain()) {
        topics.add(pattern.text());
      }
    }
    if (topics.size() < selection.patterns().size()) {
      files.logs().stream()
          .filter(log -> log.kind() == LogId.Kind.TOPIC)
          .map(LogId::name)
          .filter(selection::matches)
          .forEach(topics::add);
    }
    return topics;
  }

  @Override
  public CompletionStage<Map<String, TopicRange>> ranges(Set<String> topics) {
    return member.read(
        reads -> topics.stream().collect(Collectors.toMap(topic -> topic, reads::range)));
  }

  @Override
  public CompletionStage<Optional<StoredEvent>> event(String topic, long seq) {
    return member.read(
        reads -> {
          try (TopicCursor cursor = reads.from(topic, seq)) {
            return cursor.next(1, 1).events().stream()
                .filter(event -> event.seq() == seq)
                .findFirst();
          }
        });
  }

  @Override
  public CompletionStage<List<TopicReport>> topics() {
    return member.read(reads -> TopicReports.of(files).all());
  }

  @Override
  public CompletionStage<ClearResult> clear(ClearRequest request) {
    return member.clear(request);
  }

  @Override
  public CompletionStage<Optional<String>> obstacle() {
    return member.read(reads -> Optional.ofNullable(obstacle(member.eventsDir())));
  }

  private @Nullable String obstacle(Path directory) {
    try {
      if (!Files.isWritable(directory)) {
        return "events directory: expected to be writable but it is not";
      }
      long free = Files.getFileStore(directory).getUsableSpace();
      return free > member.limits().maxEventBytes()
          ? null
          : "disk of the events: expected room for the largest event but found %d bytes"
              .formatted(free);
    } catch (IOException e) {
      return "disk of the events: expected to find how full it is but " + e.getMessage();
    }
  }

  @Override
  public boolean isDiskFull(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof DiskFull) {
        return true;
      }
    }
    return false;
  }

  /** So that a refusal arrives in the same way as every other failure. */
  private static <T> CompletionStage<T> guarded(Supplier<CompletionStage<T>> call) {
    try {
      return call.get();
    } catch (BusException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}
