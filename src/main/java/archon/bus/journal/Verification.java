package archon.bus.journal;

import archon.bus.event.TopicPersistenceId;
import archon.bus.journal.Finding.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads an events directory and checks all of it: checksums, seqs, groups, stated facts, block
 * summaries, snapshots, positions of subscriptions. Changes nothing and takes no lock, so it may
 * run beside a node; what that node writes meanwhile is not looked at. Memory does not grow with
 * the files. Blocking; for one thread.
 */
public final class Verification {
  private static final String CHECKED = ".json";

  private final ReadContext context;
  private final LogCatalog catalog;

  private Verification(ReadContext context) {
    this.context = context;
    this.catalog = new LogCatalog(context);
  }

  /** Of a directory that may be in use, or missing: then there is nothing to find. */
  public static Verification of(Path eventsDirectory, JournalSettings settings) {
    return of(
        new ReadContext(
            RealDisk.INSTANCE,
            eventsDirectory.toAbsolutePath(),
            settings,
            LogEnds.UNKNOWN,
            Warnings.to((file, byteOffset, reason) -> {})));
  }

  static Verification of(ReadContext context) {
    return new Verification(context);
  }

  /**
   * Checks all topics, all other persistent actors, and the positions of subscriptions.
   *
   * @param findings is told of each finding as it is met
   * @param progress is told how many lines were read since it was told last
   * @throws JournalIoFailure if the directory cannot be listed
   */
  public void all(Consumer<Finding> findings, LongConsumer progress) {
    topics(topic -> true, findings, progress);
    others(findings, progress);
  }

  /** Checks what is no topic's. */
  void others(Consumer<Finding> findings, LongConsumer progress) {
    try {
      SortedSet<String> ids = catalog.entitiesWritten();
      ids.addAll(catalog.entitiesWithFiles());
      for (String id : ids) {
        log(LogId.entity(id), findings, progress);
      }
      Path hidden = context.directory().resolve(LogPaths.HIDDEN);
      checkedFiles(null, hidden.resolve("subscriptions"), findings);
    } catch (IOException e) {
      throw new JournalIoFailure("listing", context.directory(), e);
    }
  }

  /** Checks topics only; parameters as for {@link #all}. */
  public void topics(Predicate<String> wanted, Consumer<Finding> findings, LongConsumer progress) {
    try {
      SortedSet<String> topics = catalog.topicsWritten();
      topics.addAll(catalog.topicsWithFiles());
      for (String topic : topics) {
        if (wanted.test(topic)) {
          log(LogId.topic(topic), findings, progress);
        }
      }
    } catch (IOException e) {
      throw new JournalIoFailure("listing", context.directory(), e);
    }
  }

  void log(LogId log, Consumer<Finding> findings, LongConsumer progress) throws IOException {
    LogPaths paths = LogPaths.toRead(context.directory(), log);
    LogCheck check = new LogCheck(context, paths, findings, progress);
    long known = new HighestNumbers(context, paths).inTopicSnapshots(snapshots(log));
    check.run(); // after the snapshots: a node may go on writing
    checkedFiles(log, snapshots(log), findings);
    if (known > check.highest()) {
      String what =
          "a snapshot knows number %d but lines and stated facts end at %d"
              .formatted(known, check.highest());
      findings.accept(new Finding(log, paths.stated(), 0, check.highest() + 1, Kind.STATED, what));
    }
  }

  Path snapshots(LogId log) {
    String persistenceId =
        log.kind() == LogId.Kind.TOPIC ? TopicPersistenceId.of(log.name()) : log.name();
    return context
        .directory()
        .resolve(LogPaths.HIDDEN)
        .resolve("snapshots")
        .resolve(FileName.of(persistenceId));
  }

  private void checkedFiles(@Nullable LogId log, Path folder, Consumer<Finding> findings)
      throws IOException {
    for (Path file : damagedCheckedFiles(context, folder)) {
      findings.accept(
          new Finding(log, file, 0, 0, Kind.SNAPSHOT, "its content does not fit its checksum"));
    }
  }

  static List<Path> damagedCheckedFiles(ReadContext context, Path folder) throws IOException {
    List<Path> damaged = new ArrayList<>();
    for (String name : context.disk().list(folder, CHECKED).stream().sorted().toList()) {
      Path file = folder.resolve(name);
      try {
        CheckedFile.at(context.disk(), file).read();
      } catch (UnsafeFile e) {
        damaged.add(file);
      }
    }
    return damaged;
  }
}
