package archon.bus.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One small file that is always replaced whole: after a crash it holds the old content or the new
 * one, and damage is noticed. The content is followed by a last line {@code crc32c 9ae0daaf}. For
 * one writer at a time; readers need no lock and see the old or the new content.
 */
public final class CheckedFile {
  private static final String LABEL = "\ncrc32c ";
  private static final int TRAILER_BYTES = LABEL.length() + 8 + 1;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final Disk disk;
  private final Path path;

  private CheckedFile(Disk disk, Path path) {
    this.disk = disk;
    this.path = path;
  }

  /**
   * The file at {@code path}, which need not exist; its directory must. It is created with
   * permissions 0600.
   */
  public static CheckedFile at(Path path) {
    return at(RealDisk.INSTANCE, path);
  }

  static CheckedFile at(Disk disk, Path path) {
    return new CheckedFile(disk, path.toAbsolutePath());
  }

  /**
   * The content, or null if there is no such file.
   *
   * @throws UnsafeFile if the file is damaged or not a regular file
   * @throws JournalIoFailure if reading fails
   */
  public byte @Nullable [] read() {
    try {
      Disk.Facts facts = disk.stat(path);
      return facts == null ? null : verified(readAll(facts.size()));
    } catch (IOException e) {
      throw new JournalIoFailure("reading", path, e);
    }
  }

  private byte[] readAll(long size) throws IOException {
    if (size > Integer.MAX_VALUE - 8) {
      throw damaged("it is too large");
    }
    byte[] bytes = new byte[(int) size];
    try (Disk.OpenFile file = disk.openToRead(path)) {
      int filled = 0;
      while (filled < bytes.length) {
        int read = file.read(bytes, filled, bytes.length - filled, filled);
        if (read < 0) {
          throw damaged("it was cut");
        }
        filled += read;
      }
    }
    return bytes;
  }

  private byte[] verified(byte[] bytes) {
    int length = bytes.length - TRAILER_BYTES;
    if (length < 0) {
      throw damaged("it has no checksum");
    }
    if (!Arrays.equals(bytes, length, bytes.length, trailer(bytes, length), 0, TRAILER_BYTES)) {
      throw damaged("its checksum does not fit");
    }
    return Arrays.copyOf(bytes, length);
  }

  private UnsafeFile damaged(String how) {
    return new UnsafeFile(
        path,
        "expected a file as it was written but "
            + how
            + "; put it back from a backup or delete it");
  }

  /**
   * Replaces the content; durable when it returns.
   *
   * @throws DiskFull if no space is left; the old content stays
   * @throws JournalIoFailure if writing fails; unless that was the very last step, the old content
   *     stays
   */
  public void write(byte[] content) {
    Path unnamed = path.resolveSibling(path.getFileName() + ".new");
    try {
      disk.delete(unnamed);
      byte[] bytes = withTrailer(content);
      try (Disk.OpenFile file = disk.create(unnamed, OWNER_ONLY)) {
        file.write(bytes, 0, bytes.length, 0);
        file.force();
      } catch (IOException failure) {
        deleteAfter(failure, unnamed);
        throw failure;
      }
      disk.rename(unnamed, path);
      disk.forceDirectory(path.resolveSibling(""));
    } catch (IOException e) {
      throw DiskFull.orIoFailure("writing", path, 0, e);
    }
  }

  private void deleteAfter(IOException failure, Path unnamed) {
    try {
      disk.delete(unnamed);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Removes the file; durable when it returns. Returns whether there was one. */
  public boolean delete() {
    try {
      boolean existed = disk.delete(path);
      if (existed) {
        disk.forceDirectory(path.resolveSibling(""));
      }
      return existed;
    } catch (IOException e) {
      throw new JournalIoFailure("deleting", path, e);
    }
  }

  private static byte[] withTrailer(byte[] content) {
    byte[] bytes = Arrays.copyOf(content, content.length + TRAILER_BYTES);
    System.arraycopy(trailer(content, content.length), 0, bytes, content.length, TRAILER_BYTES);
    return bytes;
  }

  /** Of a content that is the first {@code length} bytes. */
  private static byte[] trailer(byte[] bytes, int length) {
    return "%s%08x\n"
        .formatted(LABEL, LineCodec.crc(bytes, 0, length))
        .getBytes(StandardCharsets.US_ASCII);
  }
}
