package archon.bus.guest;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventDigest;
import archon.bus.link.Failure;
import archon.bus.link.FrameWriter;
import archon.bus.link.GuestFrames;
import archon.bus.link.Introduction;
import archon.bus.link.LinkClient;
import archon.bus.link.LinkSecrets;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A guest that says what a test tells it to, and remembers in words what it hears. */
final class RawGuest implements GuestFrames, AutoCloseable {
  private final Queue<Consumer<FrameWriter>> toSay = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
  private final LinkClient client;
  private final Thread reader;

  RawGuest(int port, LinkSecrets secrets, UUID id) throws IOException {
    Introduction self = new Introduction(id, 1, "test", Introduction.Kind.BUS);
    client = LinkClient.connect(port, secrets, self, Duration.ofSeconds(20));
    client.start(this::fill);
    reader = new Thread(this::read, "raw-guest");
    reader.start();
  }

  private boolean fill(FrameWriter out) {
    for (Consumer<FrameWriter> next = toSay.poll(); next != null; next = toSay.poll()) {
      next.accept(out);
    }
    return false;
  }

  private void read() {
    try {
      client.readAll(this);
    } catch (IOException e) {
      heard.add("broken");
    }
    heard.add("end");
  }

  void say(Consumer<FrameWriter> frames) {
    toSay.add(frames);
    client.wake();
  }

  void publish(long number, EncodedEvent event, long knownSeq) {
    say(
        out -> {
          out.beginPublish(event.topic(), number);
          put(out, event, knownSeq, event.head());
          out.endPublish();
        });
  }

  static void put(FrameWriter out, EncodedEvent event, long knownSeq, byte[] head) {
    EventDigest digest = event.digest();
    out.event(digest.idHigh(), digest.idLow(), digest.contentCrc(), knownSeq, head);
  }

  /** What it hears next. */
  String hears() {
    try {
      return String.valueOf(heard.poll(20, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  boolean hasHeard() {
    return !heard.isEmpty();
  }

  @Override
  public void stored(long firstNumber, int count, long firstSeq, byte durability) {
    for (int i = 0; i < count; i++) {
      heard.add("stored %d as %d".formatted(firstNumber + i, firstSeq + i));
    }
  }

  @Override
  public void duplicate(long number, long seq) {
    heard.add("duplicate %d of %d".formatted(number, seq));
  }

  @Override
  public void storedGroup(long number, byte durability, long[] seqs) {
    heard.add("group %d as %s".formatted(number, Arrays.toString(seqs)));
  }

  @Override
  public void failed(long number, Failure failure) {
    heard.add("failed %d: %s".formatted(number, failure.kind()));
  }

  @Override
  public void hint(String topic, long firstSeq, long lastSeq) {
    heard.add("hint %s %d-%d".formatted(topic, firstSeq, lastSeq));
  }

  @Override
  public void watched() {
    heard.add("watched");
  }

  @Override
  public void answer(long number, String json) {
    heard.add("answer %d: %s".formatted(number, json));
  }

  @Override
  public void goodbye() {
    heard.add("goodbye");
  }

  @Override
  public void close() {
    client.close();
    try {
      reader.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
