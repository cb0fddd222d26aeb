package archon.bus.member;

import archon.bus.event.BusException;
import archon.bus.journal.CheckedFile;
import archon.bus.journal.FileHold;
import archon.bus.journal.FileName;
import archon.bus.journal.HiddenFolder;
import archon.bus.subscription.PositionStore;
import archon.bus.subscription.SubscriptionNameTaken;
import archon.bus.subscription.SubscriptionPositions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Positions of named subscriptions, one small checked file each: {@code
 * .archon-bus/subscriptions/<name>.json}. They are stated facts: no line of the journal can tell. A
 * name is held by the lock of a file beside it, which the operating system frees when its holder
 * dies.
 */
final class FilePositions implements PositionStore {
  private static final Logger LOG = LoggerFactory.getLogger(FilePositions.class);
  private static final String EXTENSION = ".json";

  /** A name that somebody only asks for, by {@link #isHeld}, is free again in an instant. */
  private static final int RETRIES = 10;

  private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** What of some positions is sure to survive a power cut. Does not block. */
  @FunctionalInterface
  interface Durable {
    /** Where nobody writes, or nothing is stored. */
    Durable ALL = CompletableFuture::completedStage;

    CompletionStage<SubscriptionPositions> of(SubscriptionPositions positions);
  }

  private final Path folder;
  private final Durable durable;
  private final Executor io;

  FilePositions(Path eventsDir, Durable durable, Executor io) {
    this.folder = HiddenFolder.of(eventsDir, "subscriptions");
    this.durable = durable;
    this.io = io;
  }

  @Override
  public Hold hold(String name) {
    HiddenFolder.make(folder);
    FileHold taken = tryHold(name);
    for (int again = 0; taken == null && again < RETRIES; again++) {
      LockSupport.parkNanos(RETRY_NANOS);
      taken = tryHold(name);
    }
    if (taken == null) {
      throw new SubscriptionNameTaken(name);
    }
    return new HeldName(CheckedFile.at(file(name)), taken);
  }

  @Override
  public boolean isHeld(String name) {
    FileHold free = tryHold(name);
    if (free != null) {
      letGo(free);
    }
    return free == null;
  }

  private @Nullable FileHold tryHold(String name) {
    return FileHold.tryTake(folder.resolve(FileName.of(name) + ".lock"));
  }

  private static void letGo(FileHold hold) {
    try {
      hold.close();
    } catch (IOException e) {
      LOG.warn("the name of a subscription may stay taken until this process ends", e);
    }
  }

  @Override
  public List<SubscriptionPositions> list() {
    List<SubscriptionPositions> found = new ArrayList<>();
    for (Path file : files()) {
      try {
        read(CheckedFile.at(file)).ifPresent(found::add);
      } catch (BusException e) {
        LOG.warn("positions of a subscription cannot be read and are left out: {}", e.getMessage());
      }
    }
    found.sort(Comparator.comparing(SubscriptionPositions::name));
    return found;
  }

  private static Optional<SubscriptionPositions> read(CheckedFile file) {
    byte[] content = file.read();
    return content == null
        ? Optional.empty()
        : Optional.of(SubscriptionPositions.fromJson(new String(content, StandardCharsets.UTF_8)));
  }

  private Path file(String name) {
    return folder.resolve(FileName.of(name) + EXTENSION);
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(EXTENSION)).toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s: expected to list the named subscriptions but that failed".formatted(folder), e);
    }
  }

  private final class HeldName implements Hold {
    private final CheckedFile file;
    private final FileHold hold;
    private Map<String, Long> stored = Map.of(); // as far as it was seen

    HeldName(CheckedFile file, FileHold hold) {
      this.file = file;
      this.hold = hold;
    }

    @Override
    public Optional<SubscriptionPositions> load() {
      Optional<SubscriptionPositions> found = read(file);
      found.ifPresent(positions -> stored = positions.positions());
      return found;
    }

    /** What has not moved since it was stored is sure: of many topics, few move at a time. */
    @Override
    public CompletionStage<SubscriptionPositions> save(SubscriptionPositions positions) {
      Map<String, Long> moved = new HashMap<>();
      positions
          .positions()
          .forEach(
              (topic, seq) -> {
                if (!seq.equals(stored.get(topic))) {
                  moved.put(topic, seq);
                }
              });
      return durable
          .of(with(positions, moved))
          .thenApplyAsync(sure -> write(positions, sure.positions()), io);
    }

    private SubscriptionPositions write(
        SubscriptionPositions positions, Map<String, Long> sureOfMoved) {
      Map<String, Long> sure = new HashMap<>(positions.positions());
      sure.putAll(sureOfMoved);
      SubscriptionPositions written = with(positions, sure);
      file.write(written.toJson().getBytes(StandardCharsets.UTF_8));
      stored = written.positions();
      return written;
    }

    private static SubscriptionPositions with(
        SubscriptionPositions positions, Map<String, Long> seqs) {
      return new SubscriptionPositions(positions.name(), positions.patterns(), seqs);
    }

    @Override
    public boolean delete() {
      return file.delete();
    }

    @Override
    public void release() {
      letGo(hold);
    }
  }
}
