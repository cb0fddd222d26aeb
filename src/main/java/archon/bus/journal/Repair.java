package archon.bus.journal;

import archon.bus.journal.Finding.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Repairs damaged topics: what cannot be read is replaced by marks, so that readers go on behind it
 * with a gap, and the topic takes events again. Whatever is replaced or moved is kept in {@code
 * .archon-bus/quarantine} first; nothing is discarded but indexes, which are made anew.
 *
 * <p>Other persistent actors are left alone: an actor that recovers without one of its events is in
 * a state that it never had. Blocking; for one thread. Memory grows with the number of damaged
 * places, not with the files.
 */
public final class Repair implements AutoCloseable {
  private final ReadContext context;
  private final @Nullable Journal journal; // null for a proposal
  private final Verification verification;

  private Repair(ReadContext context, @Nullable Journal journal) {
    this.context = context;
    this.journal = journal;
    this.verification = Verification.of(context);
  }

  /** Tells what it would do; takes no lock and changes nothing. */
  public static Repair proposal(Path eventsDirectory, JournalSettings settings) {
    return new Repair(context(eventsDirectory.toAbsolutePath(), settings), null);
  }

  /**
   * Does it. Holds the directory until it is closed; nobody else in this process may use it
   * meanwhile.
   *
   * @throws DirectoryInUse if another process holds it for longer than {@code lockWait}
   */
  public static Repair confirmed(
      Path eventsDirectory, JournalSettings settings, Duration lockWait) {
    Journal journal = Journal.open(eventsDirectory, settings, lockWait);
    return new Repair(context(journal.directory(), settings), journal);
  }

  private static ReadContext context(Path directory, JournalSettings settings) {
    Warnings silent = Warnings.to((file, byteOffset, reason) -> {});
    return new ReadContext(RealDisk.INSTANCE, directory, settings, LogEnds.UNKNOWN, silent);
  }

  /**
   * Goes through topics, one after another.
   *
   * @param wanted which topics; if all, other persistent actors and subscriptions are looked at too
   * @param progress is told how many lines were read since it was told last
   * @throws JournalIoFailure if a file cannot be read or written; what was done before stays done
   */
  public void run(
      @Nullable Predicate<String> wanted, Consumer<RepairStep> steps, LongConsumer progress) {
    try {
      LogCatalog catalog = new LogCatalog(context);
      SortedSet<String> topics = catalog.topicsWritten();
      topics.addAll(catalog.topicsWithFiles());
      for (String topic : topics) {
        if (wanted == null || wanted.test(topic)) {
          repair(LogId.topic(topic), steps, progress);
        }
      }
      if (wanted == null) {
        verification.others(finding -> leave(finding, steps), progress);
      }
    } catch (IOException e) {
      throw DiskFull.orIoFailure("repairing", context.directory(), 0, e);
    }
  }

  private void repair(LogId log, Consumer<RepairStep> steps, LongConsumer progress)
      throws IOException {
    int[] damaged = {0};
    Consumer<Finding> count =
        finding -> {
          damaged[0] += finding.isDamage() ? 1 : 0;
          boolean isLeft = finding.kind() == Kind.FILE || finding.kind() == Kind.GROUP;
          if (isLeft) {
            leave(finding, steps);
          }
        };
    verification.log(log, count, progress);
    if (damaged[0] == 0) {
      return;
    }
    LogPaths paths = LogPaths.toRead(context.directory(), log);
    new LogRepair(context, paths, verification.snapshots(log), journal != null, steps)
        .run(() -> openAndRelease(log));
  }

  private void openAndRelease(LogId log) {
    Journal open = journal;
    if (open != null) {
      try {
        await(open.open(log));
      } finally {
        await(open.release(log));
      }
    }
  }

  private static void await(CompletionStage<?> stage) {
    try {
      stage.toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private static void leave(Finding finding, Consumer<RepairStep> steps) {
    if (finding.isDamage()) {
      String what = finding.what() + "; put it back from a backup";
      steps.accept(new RepairStep(finding.log(), finding.file(), what, true));
    }
  }

  @Override
  public void close() {
    if (journal != null) {
      journal.close();
    }
  }
}
