package archon.bus.journal;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A change of a {@link ModelDisk} that is not durable yet. */
sealed interface Unsynced {
  /** A change of a file's content. */
  sealed interface OfContent extends Unsynced {
    ModelFile file();

    byte[] applyTo(byte[] content, Fate fate);
  }

  record Write(ModelFile file, long byteOffset, byte[] bytes) implements OfContent {
    @Override
    public byte[] applyTo(byte[] content, Fate fate) {
      if (fate.isLost()) {
        return content;
      }
      int kept = (int) Math.min(fate.firstBytes(), bytes.length);
      long end = byteOffset + (fate.keepsLength() ? bytes.length : kept);
      byte[] after = Arrays.copyOf(content, Math.toIntExact(Math.max(content.length, end)));
      System.arraycopy(bytes, 0, after, (int) byteOffset, kept);
      for (int i = kept; i < bytes.length && fate.keepsSectors(); i++) {
        if (fate.keepsSectorOf(byteOffset, i)) {
          after[(int) byteOffset + i] = bytes[i];
        }
      }
      return after;
    }

    @Override
    public String toString() {
      return "write of %d bytes at %d of %s".formatted(bytes.length, byteOffset, file);
    }
  }

  record Cut(ModelFile file, long size) implements OfContent {
    @Override
    public byte[] applyTo(byte[] content, Fate fate) {
      return fate.isLost() || size >= content.length ? content : Arrays.copyOf(content, (int) size);
    }

    @Override
    public String toString() {
      return "cut of %s to %d bytes".formatted(file, size);
    }
  }

  /** A change of directory entries; certain once each directory it touches was forced. */
  final class Entry implements Unsynced {
    private final @Nullable Path removed;
    private final @Nullable Path added;
    private final ModelFile file;
    private final Set<Path> unforced = new HashSet<>();

    private Entry(@Nullable Path removed, @Nullable Path added, ModelFile file) {
      this.removed = removed;
      this.added = added;
      this.file = file;
      if (removed != null) {
        unforced.add(removed.getParent());
      }
      if (added != null) {
        unforced.add(added.getParent());
      }
    }

    static Entry added(Path path, ModelFile file) {
      return new Entry(null, path, file);
    }

    static Entry removed(Path path, ModelFile file) {
      return new Entry(path, null, file);
    }

    /** Both ends change at once or not at all. */
    static Entry renamed(Path from, Path to, ModelFile file) {
      return new Entry(from, to, file);
    }

    void force(Path directory) {
      unforced.remove(directory);
    }

    boolean isCertain() {
      return unforced.isEmpty();
    }

    void applyTo(Map<Path, ModelFile> entries) {
      if (removed != null) {
        entries.remove(removed, file);
      }
      if (added != null) {
        entries.put(added, file);
      }
    }

    @Override
    public String toString() {
      return removed == null
          ? "creation of " + added
          : added == null
              ? "deletion of " + removed
              : "renaming of %s to %s".formatted(removed, added);
    }
  }
}
