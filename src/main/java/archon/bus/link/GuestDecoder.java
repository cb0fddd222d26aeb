package archon.bus.link;

import java.io.IOException;

/** Frames of the node, for a guest. */
final class GuestDecoder {
  private GuestDecoder() {}

  /** Tells the frame that is read now, once it is seen to be whole. */
  static void tell(FrameInput frame, GuestFrames told) throws IOException {
    switch (frame.type()) {
      case FrameType.STORED -> stored(frame, told);
      case FrameType.DUPLICATE -> {
        long number = frame.int64();
        long seq = frame.int64();
        frame.end();
        told.duplicate(number, seq);
      }
      case FrameType.STORED_GROUP -> storedGroup(frame, told);
      case FrameType.FAILED -> failed(frame, told);
      case FrameType.HINT -> hint(frame, told);
      case FrameType.WATCHED -> {
        frame.end();
        told.watched();
      }
      case FrameType.ANSWER -> {
        long number = frame.int64();
        String json = frame.text();
        frame.end();
        told.answer(number, json);
      }
      case FrameType.GOODBYE -> {
        frame.end();
        told.goodbye();
      }
      case FrameType.PING -> frame.end();
      default ->
          throw new IOException(
              "frame of type %d on the link: a guest knows none of that type"
                  .formatted(frame.type()));
    }
  }

  private static void stored(FrameInput frame, GuestFrames told) throws IOException {
    long firstNumber = frame.int64();
    int count = frame.int32();
    long firstSeq = frame.int64();
    byte durability = frame.int8();
    frame.end();
    told.stored(firstNumber, count, firstSeq, durability);
  }

  private static void storedGroup(FrameInput frame, GuestFrames told) throws IOException {
    long number = frame.int64();
    byte durability = frame.int8();
    long[] seqs = new long[frame.count(Long.BYTES)];
    for (int i = 0; i < seqs.length; i++) {
      seqs[i] = frame.int64();
    }
    frame.end();
    told.storedGroup(number, durability, seqs);
  }

  private static void failed(FrameInput frame, GuestFrames told) throws IOException {
    long number = frame.int64();
    String kind = frame.text();
    String message = frame.text();
    String topic = frame.textOrNull();
    String id = frame.textOrNull();
    long seq = frame.int64();
    frame.end();
    told.failed(number, new Failure(kind, message, topic, id, seq));
  }

  private static void hint(FrameInput frame, GuestFrames told) throws IOException {
    String topic = frame.text();
    long firstSeq = frame.int64();
    long lastSeq = frame.int64();
    frame.end();
    told.hint(topic, firstSeq, lastSeq);
  }
}
