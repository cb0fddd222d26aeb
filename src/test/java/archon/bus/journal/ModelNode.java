package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A node on a {@link ModelDisk}, all on the caller's thread, that checks what it is told: it keeps
 * what each log may hold after what was acknowledged, shown to a reader, or asked for when the
 * power went out. Every method throws {@link PowerCut} when that happens.
 */
final class ModelNode {
  static final Path DIRECTORY = Path.of("/events").toAbsolutePath();

  private final ModelDisk disk;
  private final ReadContext context;
  private final JournalReader reader;
  private final Map<LogId, LogLane> lanes = new HashMap<>();
  private final Map<LogId, LogEnd> ends = new HashMap<>();
  private final Map<LogId, Set<LogState>> possible = new HashMap<>();
  private final Map<LogId, LogState> now = new HashMap<>();
  private int attempt;

  private ModelNode(ModelDisk disk, JournalSettings settings) {
    this.disk = disk;
    this.context = new ReadContext(disk, DIRECTORY, settings, ends::get, new Warnings());
    this.reader = JournalReader.of(context);
  }

  /** Settings of logs whose active file is sealed once it has so many bytes. */
  static JournalSettings sealingAt(long segmentBytes) {
    return syncing(SyncPolicy.BATCH, segmentBytes);
  }

  /** As {@link #sealingAt}, synced as {@code sync} says; no interval ever ends by itself here. */
  static JournalSettings syncing(SyncPolicy sync, long segmentBytes) {
    LogSettings logs =
        new LogSettings(sync, Duration.ofSeconds(1), segmentBytes, Duration.ZERO, Retention.NONE);
    JournalSettings settings = JournalSettings.DEFAULT;
    return new JournalSettings(
        logs,
        List.of(),
        settings.retentionCheckInterval(),
        settings.ioThreads(),
        settings.maxOpenFiles(),
        settings.maxLineBytes(),
        settings.fileMode(),
        settings.directoryMode());
  }

  /** A node on a disk that holds the folders of an events directory and no log. */
  static ModelNode onNewDisk(JournalSettings settings) {
    Path hidden = DIRECTORY.resolve(LogPaths.HIDDEN);
    ModelDisk disk =
        ModelDisk.withDirectories(
            hidden.resolve("topics"),
            hidden.resolve("index"),
            hidden.resolve("persistence"),
            hidden.resolve("quarantine"));
    return new ModelNode(disk, settings);
  }

  /** What starts after this one on what it left of its disk. */
  ModelNode next(ModelDisk found) {
    // Named by the clock, which does not go on as fast as lives end here.
    found.forget(DIRECTORY.resolve(LogPaths.HIDDEN).resolve("quarantine"), ".bytes");
    ModelNode next = new ModelNode(found, context.settings());
    next.possible.putAll(possible);
    next.attempt = attempt;
    return next;
  }

  ModelDisk disk() {
    return disk;
  }

  /** Equal for nodes that know the same of disks that hold the same. */
  Object fingerprint() {
    return List.of(disk.fingerprint(), Map.copyOf(possible));
  }

  List<LogId> logs() {
    return possible.keySet().stream().sorted(Comparator.comparing(LogId::name)).toList();
  }

  private Set<LogState> possible(LogId log) {
    return possible.computeIfAbsent(log, never -> Set.of(LogState.EMPTY));
  }

  boolean isOpen(LogId log) {
    return now.containsKey(log);
  }

  /** What the log holds, as long as it is in use. */
  LogState state(LogId log) {
    return Objects.requireNonNull(now.get(log), "the log is not open");
  }

  private void settled(LogId log, LogState state) {
    now.put(log, state);
    possible.put(log, Set.of(state));
  }

  private boolean isSyncedWhenAcknowledged(LogId log) {
    return context.settings().of(log).sync() == SyncPolicy.BATCH;
  }

  /** Opens a log and looks which of the states that are possible it is in. */
  void open(LogId log) {
    await(log, lane(log).run(LogWriter::usableBounds));
    settled(log, seen(log, reader));
  }

  /** Looks at a log as this node does. */
  void look(LogId log) {
    assertThat(seen(log, reader)).isEqualTo(state(log));
  }

  List<LogState.Line> readFrom(LogId log, long seq) {
    try (LineCursor cursor = reader.lines(log, seq)) {
      return JournalLines.readAll(cursor).stream().map(LogState.Line::of).toList();
    }
  }

  /** Looks at a log as a program beside the node does. */
  void lookFromOutside(LogId log) {
    seen(
        log,
        JournalReader.of(
            new ReadContext(disk, DIRECTORY, context.settings(), LogEnds.UNKNOWN, new Warnings())));
  }

  /**
   * Looks at a log from outside before it was opened after a power cut: no damage, every line that
   * must be there, and none that was never written.
   */
  void lookBeforeRecovery(LogId log) {
    JournalReader outside =
        JournalReader.of(
            new ReadContext(disk, DIRECTORY, context.settings(), LogEnds.UNKNOWN, new Warnings()));
    Set<LogState.Line> shown = new LinkedHashSet<>();
    try (LineCursor cursor = outside.lines(log, 1)) {
      JournalLines.readAll(cursor).forEach(line -> shown.add(LogState.Line.of(line)));
    }

    assertThat(possible(log)).anySatisfy(state -> assertThat(state.lines()).containsAll(shown));
    for (LogState.Line line : possible(log).iterator().next().readable()) {
      if (possible(log).stream().allMatch(state -> state.readable().contains(line))) {
        assertThat(shown).contains(line);
      }
    }
  }

  /** The one of the states that are possible that a reader shows. */
  private LogState seen(LogId log, JournalReader through) {
    LogBounds bounds = through.bounds(log);
    List<LogState.Line> lines =
        JournalLines.readAll(through, log).stream().map(LogState.Line::of).toList();
    return possible(log).stream()
        .filter(state -> state.bounds().equals(bounds) && state.readable().equals(lines))
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "%s holds %s and %s but expected one of %s"
                        .formatted(log.describe(), bounds, lines, possible(log))));
  }

  /** Appends groups of so many lines in one write. */
  void append(LogId log, int bytesPerLine, int... linesOfGroups) {
    List<LineGroup> groups = new ArrayList<>();
    Set<LogState> during = new LinkedHashSet<>(possible(log));
    LogState state = state(log);
    for (int lines : linesOfGroups) {
      LineGroup group = state.nextGroup(log, heads(log, lines, bytesPerLine));
      groups.add(group);
      state = state.with(group);
      during.add(state);
    }
    possible.put(log, during);
    await(log, lane(log).append(groups));
    now.put(log, state);
    if (isSyncedWhenAcknowledged(log)) {
      settled(log, state);
    }
  }

  /** No two heads are the same, also not after a power cut. */
  private List<byte[]> heads(LogId log, int count, int bytesPerLine) {
    attempt++;
    List<byte[]> heads = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String head =
          "{\"topic\":\"%s\",\"timestamp\":\"2026-04-16T12:%02d:00+00:00\",\"payload\":\"%d,%s\""
              .formatted(log.name(), i, attempt, "x".repeat(bytesPerLine));
      heads.add(head.getBytes(StandardCharsets.UTF_8));
    }
    return heads;
  }

  /** Deletes all facts up to one. */
  void deleteTo(LogId log, long fact) {
    LogState before = state(log);
    LogState after = before.withoutFactsTo(Math.min(fact, before.highestFact()));
    Set<LogState> during = new LinkedHashSet<>(possible(log));
    during.addAll(List.of(before, after));
    possible.put(log, during);
    await(
        log,
        lane(log)
            .run(
                writer ->
                    after.equals(before)
                        ? 0L
                        : writer.deleteTo(after.deletedToSeq(), after.deletedToFact())));
    settled(log, after);
  }

  void release(LogId log) {
    await(log, lane(log).release());
    settled(log, state(log));
    now.remove(log);
    lanes.remove(log);
  }

  private LogLane lane(LogId log) {
    LogPaths paths = LogPaths.toWrite(DIRECTORY, log);
    return lanes.computeIfAbsent(
        log,
        missing ->
            new LogLane(
                ModelNode::runHere,
                new LogLane.Opener() {
                  @Override
                  public LogWriter open() throws IOException {
                    return LogWriter.open(context, paths, false, end -> ends.put(log, end));
                  }

                  @Override
                  public Path file() {
                    return paths.lines();
                  }

                  @Override
                  public void used(LogLane lane) {
                    assertThat(lane).isSameAs(lanes.get(log));
                  }

                  @Override
                  public void sealed() {
                    // Upkeep is another thread's work, and none runs here.
                  }

                  @Override
                  public void released(LogLane lane, boolean fenced) {
                    ends.remove(log);
                  }
                },
                (delay, task) -> {}, // nothing here happens by itself
                context.groupsShareSync(log)));
  }

  private static void runHere(Runnable task) {
    try {
      task.run();
    } catch (PowerCut e) {
      // The thread ended with the machine; the disk knows.
    }
  }

  private void await(LogId log, CompletionStage<?> stage) {
    Throwable failure = failure(stage);
    if (disk.isDead() && (failure != null || !stage.toCompletableFuture().isDone())) {
      forgetWhatWasNotShown(log);
      throw new PowerCut();
    }
    if (failure instanceof RuntimeException unexpected) {
      throw unexpected;
    }
    assertThat(failure).isNull();
    assertThat(stage.toCompletableFuture()).isCompleted();
  }

  private static @Nullable Throwable failure(CompletionStage<?> stage) {
    if (!stage.toCompletableFuture().isCompletedExceptionally()) {
      return null;
    }
    try {
      stage.toCompletableFuture().join();
      return null;
    } catch (CompletionException e) {
      return e.getCause();
    }
  }

  /** What readers in the node could see must not vanish, acknowledged or not. */
  private void forgetWhatWasNotShown(LogId log) {
    LogEnd shown = ends.get(log);
    if (shown != null && isSyncedWhenAcknowledged(log)) {
      Set<LogState> left = new LinkedHashSet<>(possible(log));
      left.removeIf(
          state ->
              state.highestSeq() < shown.bounds().highestSeq()
                  || state.deletedToSeq() < shown.bounds().deletedToSeq());
      possible.put(log, left);
    }
  }
}
