package archon.bus.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames that arrive on a connection. After {@link #receive}, {@link #next} goes to one after
 * the other, and what is in it is read in its order. What cannot be right is an {@link
 * IOException}: after it nothing of this connection can be trusted. Not thread-safe.
 */
final class FrameInput {
  /** Takes in the frames the other end makes when it has much to send. */
  private static final int BUFFER_BYTES = FrameWriter.BUFFER_BYTES;

  private final int maxFrameBytes;
  private final ByteBuffer usual = ByteBuffer.allocate(BUFFER_BYTES);
  private ByteBuffer buffer = usual.limit(0); // ends with the frame that is read now
  private int arrived; // end of what has arrived
  private byte type;

  FrameInput(int maxFrameBytes) {
    this.maxFrameBytes = maxFrameBytes;
  }

  /** Waits for more bytes; false at the end of the stream. All whole frames have been read. */
  boolean receive(ReadableByteChannel channel) throws IOException {
    makeRoom();
    // In parts: the channel copies out of memory outside of the heap, as much as it is given.
    buffer.limit(Math.min(buffer.capacity(), arrived + BUFFER_BYTES)).position(arrived);
    int count = channel.read(buffer);
    arrived = buffer.position();
    buffer.flip();
    return count >= 0;
  }

  /** Whether bytes of a frame have arrived that is not whole yet. */
  boolean isWithinFrame() {
    return arrived > buffer.position();
  }

  /** Forgets what has arrived. */
  void discard() {
    buffer.position(arrived);
  }

  /** Goes to the next frame; false if none has arrived as a whole. */
  boolean next() throws IOException {
    buffer.limit(arrived);
    if (buffer.remaining() < Integer.BYTES) {
      return false;
    }
    int length = lengthOfNext();
    if (length < 1 || length > maxFrameBytes) {
      throw new IOException(
          "frame on the link: expected 1 to %d bytes but its length says %d"
              .formatted(maxFrameBytes, Integer.toUnsignedLong(length)));
    }
    if (buffer.remaining() - Integer.BYTES < length) {
      return false;
    }
    buffer.position(buffer.position() + Integer.BYTES);
    buffer.limit(buffer.position() + length);
    type = buffer.get();
    return true;
  }

  /** Of the frame that is read now. */
  byte type() {
    return type;
  }

  /** To be called when all that belongs into the frame has been read. */
  void end() throws IOException {
    if (buffer.hasRemaining()) {
      throw new IOException(
          "frame of type %d on the link: expected its end but %d bytes follow"
              .formatted(type, buffer.remaining()));
    }
  }

  byte int8() throws IOException {
    require(1);
    return buffer.get();
  }

  int int32() throws IOException {
    require(Integer.BYTES);
    return buffer.getInt();
  }

  long int64() throws IOException {
    require(Long.BYTES);
    return buffer.getLong();
  }

  /** How many of something follow, each at least so long. */
  int count(int eachAtLeastBytes) throws IOException {
    int count = int32();
    if (count < 0) {
      throw tooShort(Integer.toUnsignedLong(count) * eachAtLeastBytes);
    }
    require((long) count * eachAtLeastBytes);
    return count;
  }

  String text() throws IOException {
    String text = textOrNull();
    if (text == null) {
      throw new IOException("frame of type %d on the link: expected a text".formatted(type));
    }
    return text;
  }

  @Nullable String textOrNull() throws IOException {
    int length = int32();
    return length == FrameType.NO_TEXT ? null : new String(bytes(length), StandardCharsets.UTF_8);
  }

  List<String> texts() throws IOException {
    int count = count(Integer.BYTES);
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(text());
    }
    return texts;
  }

  List<ReceivedEvent> events() throws IOException {
    int count = count(FrameType.EVENT_BYTES);
    List<ReceivedEvent> events = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      require(FrameType.EVENT_BYTES);
      long idHigh = buffer.getLong();
      long idLow = buffer.getLong();
      int contentCrc = buffer.getInt();
      long knownSeq = buffer.getLong();
      events.add(new ReceivedEvent(idHigh, idLow, contentCrc, knownSeq, bytes(buffer.getInt())));
    }
    return events;
  }

  private byte[] bytes(int length) throws IOException {
    require(Integer.toUnsignedLong(length));
    byte[] bytes = new byte[length];
    buffer.get(bytes);
    return bytes;
  }

  private void require(long bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      throw tooShort(bytes);
    }
  }

  private IOException tooShort(long expected) {
    return new IOException(
        "frame of type %d on the link: expected %d bytes more but it has %d"
            .formatted(type, expected, buffer.remaining()));
  }

  private int lengthOfNext() {
    return buffer.getInt(buffer.position());
  }

  /** Brings what is left to the front, of a buffer in which the frame it begins has room. */
  private void makeRoom() {
    buffer.limit(arrived);
    int needed =
        buffer.remaining() < Integer.BYTES ? Integer.BYTES : Integer.BYTES + lengthOfNext();
    if (needed > buffer.capacity()) {
      buffer = ByteBuffer.allocate(needed).put(buffer).flip();
    } else if (buffer.capacity() > BUFFER_BYTES && !buffer.hasRemaining()) {
      buffer = usual.clear().limit(0); // that of a large frame is as long as it, and not kept
    } else if (buffer.position() > 0) {
      buffer.compact().flip();
    }
    arrived = buffer.limit();
  }
}
