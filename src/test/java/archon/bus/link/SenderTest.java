package archon.bus.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SenderTest {
  /** What is added just after a look that found nothing, by somebody who saw it still awake. */
  @Test
  void whatIsAddedWhileItIsAboutToSleepIsSentBeforeItDoes() throws IOException {
    FrameQueue queue = new FrameQueue();
    AtomicReference<Sender> sender = new AtomicReference<>();

    int first =
        firstFrameOf(
            sender,
            out -> {
              boolean more = queue.fill(out);
              if (queue.asked() == 1) {
                queue.add(Frames.answer(1, "{}"));
                sender.get().wake();
              }
              return more;
            });

    assertThat(first).isEqualTo(FrameType.ANSWER);
  }

  @Test
  void aPingIsSentWhenThereIsNothingElse() throws IOException {
    int first = firstFrameOf(new AtomicReference<>(), new FrameQueue());

    assertThat(first).isEqualTo(FrameType.PING);
  }

  /** Type of the first frame that arrives. */
  private static int firstFrameOf(AtomicReference<Sender> sender, Outgoing outgoing)
      throws IOException {
    try (ServerSocketChannel listening = ServerSocketChannel.open().bind(LinkServer.loopback(0));
        Socket reading =
            new Socket(LinkServer.loopback(0).getAddress(), listening.socket().getLocalPort());
        SocketChannel sending = listening.accept()) {
      reading.setSoTimeout(20_000); // a read cannot be interrupted
      sender.set(new Sender(sending, outgoing, 1_000, "archon-bus-link-test"));
      sender.get().start();
      DataInputStream in = new DataInputStream(reading.getInputStream());
      in.readInt();
      return in.readByte();
    }
  }
}
