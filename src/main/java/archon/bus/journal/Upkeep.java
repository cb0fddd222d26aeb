package archon.bus.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at all logs of a node from time to time, also at those nobody uses: frees the disk space of
 * segments that have expired, seals active files that have become too old. One log at a time, so
 * that it never holds more than one of the node's threads.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final ReadContext context;
  private final LogSummaries summaries;
  private final LogCatalog catalog;
  private final Executor threads;
  private final Function<LogId, LogLane> lanes;

  Upkeep(
      ReadContext context,
      LogSummaries summaries,
      Executor threads,
      Function<LogId, LogLane> lanes) {
    this.context = context;
    this.summaries = summaries;
    this.catalog = new LogCatalog(context);
    this.threads = threads;
    this.lanes = lanes;
  }

  /** Goes round again and again, as long as the timer does. */
  void start(LaneTimer timer) {
    if (context.settings().needsUpkeep()) {
      Duration interval = context.settings().retentionCheckInterval();
      timer.after(interval, () -> goRound(timer));
    }
  }

  private void goRound(LaneTimer timer) {
    execute(
        () -> {
          Queue<LogId> logs = new ArrayDeque<>();
          try {
            catalog.topicsWithFiles().forEach(topic -> logs.add(LogId.topic(topic)));
            catalog.entitiesWithFiles().forEach(id -> logs.add(LogId.entity(id)));
          } catch (IOException e) {
            LOG.warn("{}: could not be listed: {}", context.directory(), e.toString());
          }
          next(logs, timer);
        });
  }

  private void next(Queue<LogId> logs, LaneTimer timer) {
    LogId log = logs.poll();
    if (log == null) {
      start(timer);
      return;
    }
    execute(
        () -> {
          orLog(() -> look(log));
          next(logs, timer);
        });
  }

  /** A segment of the log was sealed: what has expired may fill whole files now. */
  void freeSoon(LogId log) {
    if (context.settings().of(log).retention().isLimited()) {
      execute(() -> orLog(() -> free(log)));
    }
  }

  private static void orLog(Runnable task) {
    try {
      task.run();
    } catch (JournalException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  private void execute(Runnable task) {
    try {
      threads.execute(task);
    } catch (RejectedExecutionException e) {
      LOG.debug("{}: is closing", context.directory());
    }
  }

  private void look(LogId log) {
    LogSettings settings = context.settings().of(log);
    if (settings.retention().isLimited()) {
      free(log);
    }
    if (!settings.segmentAge().isZero() && isIdleFor(settings.segmentAge(), log)) {
      logFailure(log, lanes.apply(log).sealIfDue());
    }
  }

  private void free(LogId log) {
    LogSummary summary = summaries.of(log);
    try {
      LogBounds expired = summary.expired();
      if (expired.deletedToSeq() > summary.deletedToSeq(false)) {
        logFailure(log, lanes.apply(log).deleteTo(expired));
      }
    } catch (IOException e) {
      throw new JournalIoFailure("reading", summary.paths().lines(), e);
    }
  }

  private boolean isIdleFor(Duration age, LogId log) {
    Path lines = LogPaths.toRead(context.directory(), log).lines();
    try {
      Disk.Facts facts = context.disk().stat(lines);
      return facts != null
          && facts.size() > 0
          && Clock.systemUTC().millis() - facts.modifiedMillis() >= age.toMillis();
    } catch (IOException e) {
      throw new JournalIoFailure("looking at it", lines, e);
    }
  }

  private static void logFailure(LogId log, CompletionStage<?> task) {
    task.exceptionally(
        failure -> {
          LOG.warn("{}: {}", log.describe(), failure.toString());
          return null;
        });
  }
}
