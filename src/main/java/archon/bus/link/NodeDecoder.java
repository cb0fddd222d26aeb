package archon.bus.link;

import java.io.IOException;
import java.util.List;

/** Frames of a guest, for the node. */
final class NodeDecoder {
  private NodeDecoder() {}

  /** Tells the frame that is read now, once it is seen to be whole. */
  static void tell(FrameInput frame, NodeFrames told) throws IOException {
    switch (frame.type()) {
      case FrameType.PUBLISH, FrameType.PUBLISH_ALL -> publish(frame, told);
      case FrameType.WATCH -> {
        List<String> patterns = frame.texts();
        frame.end();
        told.watch(patterns);
      }
      case FrameType.CLEAR -> clear(frame, told);
      case FrameType.ENDS -> {
        long number = frame.int64();
        List<String> topics = frame.texts();
        frame.end();
        told.ends(number, topics);
      }
      case FrameType.STATUS -> {
        long number = frame.int64();
        frame.end();
        told.status(number);
      }
      case FrameType.PING -> frame.end();
      default ->
          throw new IOException(
              "frame of type %d on the link: a node knows none of that type"
                  .formatted(frame.type()));
    }
  }

  private static void publish(FrameInput frame, NodeFrames told) throws IOException {
    long number = frame.int64();
    String topic = frame.text();
    List<ReceivedEvent> events = frame.events();
    frame.end();
    if (frame.type() == FrameType.PUBLISH) {
      told.publish(topic, number, events);
    } else {
      told.publishAll(topic, number, events);
    }
  }

  private static void clear(FrameInput frame, NodeFrames told) throws IOException {
    long number = frame.int64();
    String topic = frame.text();
    String limitJson = frame.text();
    frame.end();
    told.clear(number, topic, limitJson);
  }
}
