package archon.bus.journal.plugin;

import archon.bus.event.EventFormatException;
import archon.bus.journal.CheckedFile;
import archon.bus.journal.FileName;
import archon.bus.journal.HiddenFolder;
import archon.bus.journal.Journal;
import archon.bus.journal.UnsafeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of an events directory: {@code .archon-bus/snapshots/<persistence id>/<sequence
 * number>-<milliseconds>.json}. Each is written whole and checked when read. Blocking; for one
 * thread at a time and persistence id.
 */
final class SnapshotFiles {
  private final Path root;
  private final SnapshotContent content;

  private SnapshotFiles(Path root, SnapshotContent content) {
    this.root = root;
    this.content = content;
  }

  static SnapshotFiles of(Journal journal, PayloadCodec codec) {
    return new SnapshotFiles(
        HiddenFolder.of(journal.directory(), "snapshots"), new SnapshotContent(codec));
  }

  /** The snapshots of a persistence id, newest first, by what their names tell. */
  List<SnapshotFile> list(String persistenceId) {
    try (Stream<Path> files = Files.list(folder(persistenceId))) {
      return files
          .map(SnapshotFile::ofName)
          .filter(Objects::nonNull)
          .sorted(SnapshotFile.NEWEST_FIRST)
          .toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "snapshots of %s cannot be listed: %s".formatted(persistenceId, e), e);
    }
  }

  /**
   * Reads a snapshot, null if it was deleted meanwhile. Throws {@link SnapshotDamaged} if it is not
   * what was saved, and whatever its serializer throws.
   */
  @Nullable SelectedSnapshot read(String persistenceId, SnapshotFile file) {
    return read(persistenceId, file, KeptSnapshot::recall);
  }

  /** As {@link #read(String, SnapshotFile)}, decoding only what {@code decode} asks for. */
  <T> @Nullable T read(String persistenceId, SnapshotFile file, Function<KeptSnapshot, T> decode) {
    try {
      byte[] bytes = CheckedFile.at(file.path()).read();
      if (bytes == null) {
        return null;
      }
      KeptSnapshot snapshot = content.read(bytes);
      SnapshotMetadata about = snapshot.about();
      if (!about.persistenceId().equals(persistenceId) || about.sequenceNr() != file.sequenceNr()) {
        throw new SnapshotDamaged(
            file.path(),
            "expected %s of %s but found %s of %s; somebody moved the file"
                .formatted(
                    file.sequenceNr(), persistenceId, about.sequenceNr(), about.persistenceId()),
            null);
      }
      return decode.apply(snapshot);
    } catch (UnsafeFile | EventFormatException e) {
      throw new SnapshotDamaged(file.path(), String.valueOf(e.getMessage()), e);
    }
  }

  /** Saves a snapshot; durable when it returns. One of the same sequence number is replaced. */
  void save(SnapshotMetadata about, Object snapshot) {
    byte[] bytes = content.write(about, snapshot);
    Path folder = folder(about.persistenceId());
    HiddenFolder.make(root);
    HiddenFolder.make(folder);
    SnapshotFile saved = SnapshotFile.in(folder, about.sequenceNr(), about.timestamp());
    CheckedFile.at(saved.path()).write(bytes);
    for (SnapshotFile file : list(about.persistenceId())) {
      if (file.sequenceNr() == saved.sequenceNr() && !file.path().equals(saved.path())) {
        delete(file);
      }
    }
  }

  void delete(SnapshotFile file) {
    CheckedFile.at(file.path()).delete();
  }

  private Path folder(String persistenceId) {
    return root.resolve(FileName.of(persistenceId));
  }
}
