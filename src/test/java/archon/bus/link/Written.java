package archon.bus.link;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/** What was put into a {@link FrameWriter}, as the other end of a connection is told it. */
public final class Written {
  private Written() {}

  /** Tells what a guest has put, and empties the writer. */
  public static void tell(FrameWriter out, NodeFrames told) {
    tell(out, frame -> NodeDecoder.tell(frame, told));
  }

  /** Tells what a node has put, and empties the writer. */
  public static void tell(FrameWriter out, GuestFrames told) {
    tell(out, frame -> GuestDecoder.tell(frame, told));
  }

  private static void tell(FrameWriter out, Connection.Told told) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      out.sendTo(Channels.newChannel(bytes));
      ReadableByteChannel sent = Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray()));
      FrameInput in = new FrameInput(Integer.MAX_VALUE);
      while (in.receive(sent)) {
        while (in.next()) {
          told.frame(in);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
