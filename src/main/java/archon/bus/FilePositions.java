package archon.bus;

import archon.bus.event.BusException;
import archon.bus.journal.CheckedFile;
import archon.bus.journal.FileName;
import archon.bus.journal.HiddenFolder;
import archon.bus.subscription.PositionStore;
import archon.bus.subscription.SubscriptionPositions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Positions of named subscriptions, one small checked file each: {@code
 * .archon-bus/subscriptions/<name>.json}. They are stated facts: no line of the journal can tell.
 */
final class FilePositions implements PositionStore {
  private static final Logger LOG = LoggerFactory.getLogger(FilePositions.class);
  private static final String EXTENSION = ".json";

  private final Path folder;

  FilePositions(Path eventsDir) {
    this.folder = HiddenFolder.of(eventsDir, "subscriptions");
  }

  @Override
  public Optional<SubscriptionPositions> load(String name) {
    return read(file(name));
  }

  @Override
  public void save(SubscriptionPositions positions) {
    HiddenFolder.make(folder);
    CheckedFile.at(file(positions.name()))
        .write(positions.toJson().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public List<SubscriptionPositions> list() {
    List<SubscriptionPositions> found = new ArrayList<>();
    for (Path file : files()) {
      try {
        read(file).ifPresent(found::add);
      } catch (BusException e) {
        LOG.warn("positions of a subscription cannot be read and are left out: {}", e.getMessage());
      }
    }
    found.sort(Comparator.comparing(SubscriptionPositions::name));
    return found;
  }

  @Override
  public boolean delete(String name) {
    return CheckedFile.at(file(name)).delete();
  }

  private static Optional<SubscriptionPositions> read(Path file) {
    byte[] content = CheckedFile.at(file).read();
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
}
