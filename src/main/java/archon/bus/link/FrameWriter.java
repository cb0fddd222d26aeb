package archon.bus.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames in a buffer that is sent as one. The buffer is kept and used again, but for what a large
 * frame needed beyond {@link #ROOM}. Not thread-safe.
 */
public final class FrameWriter {
  /** When so many bytes wait to be sent, there is no room for one more frame. */
  static final int ROOM = 256 * 1024;

  /** Size of a buffer that is kept: room, and an event of usual size beyond it. */
  static final int BUFFER_BYTES = ROOM + 64 * 1024;

  /** Of a topic: a node has no longer ones by far. */
  private static final int LONGEST_NAME = 32 * 1024;

  private static final int FIRST_BYTES = 8 * 1024;
  private static final int NONE = -1;

  private final int maxFrameBytes;
  private ByteBuffer buffer = ByteBuffer.allocate(FIRST_BYTES);
  private int frameAt = NONE; // where the length of the frame that is written now stands
  private int countAt = NONE;
  private int count;
  private int lastFrameAt;

  /**
   * @param maxFrameBytes longest frame that the other end takes
   */
  public FrameWriter(int maxFrameBytes) {
    this.maxFrameBytes = maxFrameBytes;
  }

  /**
   * The longest frame a guest may have to send, with the given limits of publishing; the names of
   * topics and what else there is in it need less than 64 KiB.
   */
  public static int maxFrameBytes(int maxEventBytes, long maxBatchBytes, int maxBatchEvents) {
    long independent = (long) ROOM + FrameType.EVENT_BYTES + maxEventBytes;
    long group =
        Math.max(maxBatchBytes, maxEventBytes) + (long) FrameType.EVENT_BYTES * maxBatchEvents;
    return Math.toIntExact(Math.max(independent, group) + 64 * 1024);
  }

  /** Whether an event of so many bytes can be sent in a frame, behind others that leave room. */
  public boolean fits(int nameBytes, long bytes) {
    return nameBytes <= LONGEST_NAME
        && bytes <= maxFrameBytes - 64L * 1024 - ROOM - FrameType.EVENT_BYTES;
  }

  /** Whether so many events, which have so many bytes, can be sent as one publish. */
  public boolean fitsTogether(int nameBytes, long bytes, int events) {
    return nameBytes <= LONGEST_NAME
        && bytes <= maxFrameBytes - 64L * 1024 - (long) FrameType.EVENT_BYTES * events;
  }

  /**
   * Takes back the frame put last if it is too long for the other end, which would end the
   * connection for it; whether that was so.
   */
  public boolean withdrawTooLong() {
    boolean isTooLong = buffer.position() - lastFrameAt - Integer.BYTES > maxFrameBytes;
    if (isTooLong) {
      buffer.position(lastFrameAt);
    }
    return isTooLong;
  }

  /** Whether one more frame, or one more event of a publish, should be put. */
  public boolean hasRoom() {
    return buffer.position() < ROOM;
  }

  // Guest to node

  /**
   * Begins a publish of events to be stored each by itself, numbered on from {@code firstNumber};
   * {@link #event} puts each, {@link #endPublish} ends it.
   */
  public void beginPublish(String topic, long firstNumber) {
    beginEvents(FrameType.PUBLISH, topic, firstNumber);
  }

  /** As {@link #beginPublish}, of events to be stored all or none under one number. */
  public void beginPublishAll(String topic, long number) {
    beginEvents(FrameType.PUBLISH_ALL, topic, number);
  }

  /** The parameters are those of {@link ReceivedEvent}. */
  public void event(long idHigh, long idLow, int contentCrc, long knownSeq, byte[] head) {
    reserve(FrameType.EVENT_BYTES + head.length)
        .putLong(idHigh)
        .putLong(idLow)
        .putInt(contentCrc)
        .putLong(knownSeq)
        .putInt(head.length)
        .put(head);
    count++;
  }

  public void endPublish() {
    buffer.putInt(countAt, count);
    countAt = NONE;
    end();
  }

  public void watch(List<String> patterns) {
    begin(FrameType.WATCH);
    texts(patterns);
    end();
  }

  public void clear(long number, String topic, String limitJson) {
    begin(FrameType.CLEAR, number);
    text(topic);
    text(limitJson);
    end();
  }

  public void ends(long number, List<String> topics) {
    begin(FrameType.ENDS, number);
    texts(topics);
    end();
  }

  public void status(long number) {
    begin(FrameType.STATUS, number);
    end();
  }

  // Node to guest; the parameters are those of GuestFrames

  public void stored(long firstNumber, int count, long firstSeq, byte durability) {
    begin(FrameType.STORED, firstNumber);
    reserve(Integer.BYTES + Long.BYTES + 1).putInt(count).putLong(firstSeq).put(durability);
    end();
  }

  public void duplicate(long number, long seq) {
    begin(FrameType.DUPLICATE, number);
    reserve(Long.BYTES).putLong(seq);
    end();
  }

  public void storedGroup(long number, byte durability, long[] seqs) {
    begin(FrameType.STORED_GROUP, number);
    ByteBuffer out = reserve(1 + Integer.BYTES + Long.BYTES * seqs.length);
    out.put(durability).putInt(seqs.length);
    for (long seq : seqs) {
      out.putLong(seq);
    }
    end();
  }

  public void failed(long number, Failure failure) {
    begin(FrameType.FAILED, number);
    text(failure.kind());
    text(failure.message());
    text(failure.topic());
    text(failure.id());
    reserve(Long.BYTES).putLong(failure.seq());
    end();
  }

  public void hint(String topic, long firstSeq, long lastSeq) {
    begin(FrameType.HINT);
    text(topic);
    reserve(2 * Long.BYTES).putLong(firstSeq).putLong(lastSeq);
    end();
  }

  public void watched() {
    begin(FrameType.WATCHED);
    end();
  }

  public void answer(long number, String json) {
    begin(FrameType.ANSWER, number);
    text(json);
    end();
  }

  void goodbye() {
    begin(FrameType.GOODBYE);
    end();
  }

  void ping() {
    begin(FrameType.PING);
    end();
  }

  // Sending

  boolean isEmpty() {
    return buffer.position() == 0;
  }

  /** Sends all frames there are, however long it takes. */
  void sendTo(WritableByteChannel channel) throws IOException {
    if (frameAt != NONE) {
      throw new IllegalStateException("a frame was begun and not ended; end each publish");
    }
    int length = buffer.position();
    buffer.position(0);
    while (buffer.position() < length) {
      // In parts: the channel copies into memory outside of the heap, as much as it is given.
      buffer.limit(Math.min(buffer.position() + ROOM, length));
      channel.write(buffer);
    }
    buffer = buffer.capacity() > BUFFER_BYTES ? ByteBuffer.allocate(ROOM) : buffer.clear();
  }

  private void beginEvents(byte type, String topic, long number) {
    begin(type, number);
    text(topic);
    countAt = buffer.position();
    count = 0;
    reserve(Integer.BYTES).putInt(0);
  }

  private void begin(byte type, long number) {
    begin(type);
    reserve(Long.BYTES).putLong(number);
  }

  private void begin(byte type) {
    if (frameAt != NONE) {
      throw new IllegalStateException("a frame was begun and not ended; end each publish");
    }
    frameAt = buffer.position();
    reserve(Integer.BYTES + 1).putInt(0).put(type);
  }

  private void end() {
    lastFrameAt = frameAt;
    buffer.putInt(frameAt, buffer.position() - frameAt - Integer.BYTES);
    frameAt = NONE;
  }

  private void texts(List<String> texts) {
    reserve(Integer.BYTES).putInt(texts.size());
    texts.forEach(this::text);
  }

  private void text(@Nullable String text) {
    if (text == null) {
      reserve(Integer.BYTES).putInt(FrameType.NO_TEXT);
      return;
    }
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    reserve(Integer.BYTES + utf8.length).putInt(utf8.length).put(utf8);
  }

  /** The buffer, with room for so many bytes more. */
  private ByteBuffer reserve(int more) {
    if (buffer.remaining() < more) {
      int needed = Math.addExact(buffer.position(), more);
      int doubled = Math.min(2 * buffer.capacity(), BUFFER_BYTES);
      int grown = needed <= BUFFER_BYTES ? Math.max(needed, doubled) : needed + needed / 2;
      buffer = ByteBuffer.allocate(grown).put(buffer.flip());
    }
    return buffer;
  }
}
