package archon.bus.read;

import archon.bus.event.EncodedEvent;
import archon.bus.event.Event;
import archon.bus.event.EventJson;
import archon.bus.event.StoredEvent;
import archon.bus.event.Timestamps;
import archon.bus.event.Via;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Sorted entries in a temporary file, written once and read once, from the first on. An entry is
 * its seq (8 bytes), the length of its event (4 bytes) and the event as JSON. The file has no name
 * any more once it is open (on Windows: is deleted when closed), so it is gone with the process,
 * however that ends. Only its owner can open it.
 */
final class SortedRun implements AutoCloseable {
  private static final int WRITE_BUFFER_BYTES = 64 * 1024;
  private static final int READ_BUFFER_BYTES = 16 * 1024;

  private final Path directory;
  private final FileChannel channel;
  private final DataInputStream in;
  private long unread;
  private @Nullable LazyEvent head;

  private SortedRun(Path directory, FileChannel channel, long count) throws IOException {
    this.directory = directory;
    this.channel = channel;
    this.in =
        new DataInputStream(
            new BufferedInputStream(
                Channels.newInputStream(channel.position(0)), READ_BUFFER_BYTES));
    this.unread = count;
    this.head = read();
  }

  /** Writes {@code sorted}, which must not be empty. */
  static SortedRun write(Path directory, Iterator<LazyEvent> sorted) {
    try {
      FileChannel channel = openUnnamed(directory);
      try {
        return new SortedRun(directory, channel, writeAll(channel, sorted));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new SpillFailed(directory, e);
    }
  }

  private static FileChannel openUnnamed(Path directory) throws IOException {
    Path file = Files.createTempFile(directory, "archon-bus-history-", ".run");
    try {
      return FileChannel.open(
          file,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static long writeAll(FileChannel channel, Iterator<LazyEvent> sorted) throws IOException {
    DataOutputStream out =
        new DataOutputStream(
            new BufferedOutputStream(Channels.newOutputStream(channel), WRITE_BUFFER_BYTES));
    long count = 0;
    while (sorted.hasNext()) {
      LazyEvent entry = sorted.next();
      byte[] json = EncodedEvent.of(entry.stored()).head();
      out.writeLong(entry.seq());
      out.writeInt(json.length + 1);
      out.write(json);
      out.write('}');
      count++;
    }
    out.flush();
    return count;
  }

  /** The first entry not yet removed, or null at the end. */
  @Nullable LazyEvent head() {
    return head;
  }

  /** Removes the head. */
  void advance() {
    try {
      head = read();
    } catch (IOException e) {
      close();
      throw new SpillFailed(directory, e);
    }
  }

  private @Nullable LazyEvent read() throws IOException {
    if (unread == 0) {
      return null;
    }
    unread--;
    long seq = in.readLong();
    byte[] json = new byte[in.readInt()];
    in.readFully(json);
    Event event = EventJson.read(json, 0, json.length, SortedRun::missingId);
    int end = json.length - 1;
    int via = Via.start(json, 0, end);
    StoredEvent stored = new StoredEvent(seq, event, via == end ? null : Via.name(json, via, end));
    return new LazyEvent(
        Timestamps.epochMicros(event.timestamp()), event.topic(), seq, json.length, () -> stored);
  }

  private static String missingId() {
    throw new IllegalStateException("an event without id in a file of our own");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new SpillFailed(directory, e);
    }
  }
}
