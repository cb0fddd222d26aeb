package archon.bus.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class FrameCodecTest {
  private static final int MAX_FRAME = 1024 * 1024;

  @Property(tries = 300)
  void anyFramesForANodeArriveWhateverPartsTheyComeIn(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int count,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 700) Integer> parts)
      throws IOException {
    List<Frames.Frame> frames = frames(Frames.TO_NODE, seed, count);

    Heard heard = new Heard();
    FrameInput in = receive(bytes(frames), parts, frame -> NodeDecoder.tell(frame, heard));

    assertThat(heard.calls()).isEqualTo(told(frames));
    assertThat(in.isWithinFrame()).isFalse();
  }

  @Property(tries = 300)
  void anyFramesForAGuestArriveWhateverPartsTheyComeIn(
      @ForAll long seed,
      @ForAll @IntRange(max = 40) int count,
      @ForAll @Size(min = 1, max = 5) List<@IntRange(min = 1, max = 700) Integer> parts)
      throws IOException {
    List<Frames.Frame> frames = frames(Frames.TO_GUEST, seed, count);

    Heard heard = new Heard();
    FrameInput in = receive(bytes(frames), parts, frame -> GuestDecoder.tell(frame, heard));

    assertThat(heard.calls()).isEqualTo(told(frames));
    assertThat(in.isWithinFrame()).isFalse();
  }

  @Property(tries = 300)
  void ofAStreamThatIsCutTheWholeFramesAreTold(
      @ForAll long seed, @ForAll @IntRange(max = 10_000) int tenThousandths) throws IOException {
    List<Frames.Frame> frames = frames(Frames.TO_NODE, seed, 10);
    byte[] whole = bytes(frames);
    int cut = (int) ((long) whole.length * tenThousandths / 10_000);
    List<Integer> ends = new ArrayList<>(List.of(0));
    frames.forEach(frame -> ends.add(ends.get(ends.size() - 1) + bytes(List.of(frame)).length));

    Heard heard = new Heard();
    FrameInput in =
        receive(Arrays.copyOf(whole, cut), List.of(100), frame -> NodeDecoder.tell(frame, heard));

    int wholeFrames = (int) ends.stream().filter(end -> end > 0 && end <= cut).count();
    assertThat(heard.calls()).isEqualTo(told(frames).subList(0, wholeFrames));
    assertThat(in.isWithinFrame()).isEqualTo(!ends.contains(cut));
  }

  @Property(tries = 1000)
  void aBodyThatIsShorterThanItSaysIsRefused(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int missing) {
    Random random = new Random(seed);
    boolean toNode = random.nextBoolean();
    byte[] frame = bytes(frames(toNode ? Frames.TO_NODE : Frames.TO_GUEST, seed, 1));
    int bodyBytes = frame.length - 5;
    byte[] cut = Arrays.copyOf(frame, frame.length - Math.min(missing, bodyBytes));
    ByteBuffer.wrap(cut).putInt(0, cut.length - 4);

    Heard heard = new Heard();
    if (bodyBytes > 0) {
      assertThatThrownBy(() -> receive(cut, List.of(1000), frame2 -> tell(toNode, frame2, heard)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("expected");
    }

    assertThat(heard.calls()).isEmpty();
  }

  @Property(tries = 300)
  void aBodyThatIsLongerThanItShouldBeIsRefused(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int more) {
    Random random = new Random(seed);
    boolean toNode = random.nextBoolean();
    byte[] frame = bytes(frames(toNode ? Frames.TO_NODE : Frames.TO_GUEST, seed, 1));
    byte[] longer = Arrays.copyOf(frame, frame.length + more);
    ByteBuffer.wrap(longer).putInt(0, longer.length - 4);

    Heard heard = new Heard();
    assertThatThrownBy(() -> receive(longer, List.of(1000), in -> tell(toNode, in, heard)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("expected its end but %d bytes follow".formatted(more));

    assertThat(heard.calls()).isEmpty();
  }

  @Property(tries = 1000)
  void anyBytesAreReadOrRefused(@ForAll byte[] body, @ForAll byte type, @ForAll boolean toNode) {
    byte[] frame =
        ByteBuffer.allocate(5 + body.length).putInt(1 + body.length).put(type).put(body).array();

    Heard heard = new Heard();
    try {
      receive(frame, List.of(1000), in -> tell(toNode, in, heard));
    } catch (IOException refused) {
      assertThat(heard.calls()).isEmpty();
    }
  }

  @Test
  void aFrameLongerThanTheBoundIsRefusedBeforeItHasArrived() {
    byte[] head = ByteBuffer.allocate(4).putInt(MAX_FRAME + 1).array();

    assertThatThrownBy(() -> receive(head, List.of(4), in -> {}))
        .isInstanceOf(IOException.class)
        .hasMessage("frame on the link: expected 1 to 1048576 bytes but its length says 1048577");
  }

  @Test
  void aFrameAsLongAsTheBoundIsTaken() throws IOException {
    Frames.Frame frame = Frames.answer(1, "x".repeat(MAX_FRAME - 1 - 8 - 4));

    Heard heard = new Heard();
    receive(bytes(List.of(frame)), List.of(99_999), in -> GuestDecoder.tell(in, heard));

    assertThat(heard.calls()).isEqualTo(told(List.of(frame)));
  }

  @Test
  void aLengthBeyondWhatAnIntHoldsIsRefused() {
    byte[] head = {-1, -1, -1, -1};

    assertThatThrownBy(() -> receive(head, List.of(4), in -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("its length says 4294967295");
  }

  @Test
  void aFrameOfAnUnknownTypeIsRefused() {
    byte[] frame = {0, 0, 0, 1, 99};

    assertThatThrownBy(() -> receive(frame, List.of(5), in -> NodeDecoder.tell(in, new Heard())))
        .hasMessage("frame of type 99 on the link: a node knows none of that type");
    assertThatThrownBy(() -> receive(frame, List.of(5), in -> GuestDecoder.tell(in, new Heard())))
        .hasMessage("frame of type 99 on the link: a guest knows none of that type");
  }

  @Test
  void asManyEventsAsThereIsRoomForFitIntoTheBufferTheyAreReadInto() {
    FrameWriter out = new FrameWriter(Integer.MAX_VALUE);
    out.beginPublish("t".repeat(200), 1);
    while (out.hasRoom()) {
      event(out, 60_000);
    }
    out.endPublish();

    assertThat(sent(out)).hasSizeBetween(FrameWriter.ROOM, FrameWriter.BUFFER_BYTES);
  }

  @Test
  void theBoundForFramesTakesTheLargestPublishes() throws IOException {
    int bound = FrameWriter.maxFrameBytes(1024 * 1024, 4 * 1024 * 1024, 1000);
    FrameWriter out = new FrameWriter(Integer.MAX_VALUE);
    out.beginPublish("t".repeat(200), 1);
    while (out.hasRoom()) {
      event(out, 470);
    }
    event(out, 1024 * 1024);
    out.endPublish();
    FrameWriter group = new FrameWriter(Integer.MAX_VALUE);
    group.beginPublishAll("t".repeat(200), 1);
    for (int i = 0; i < 1000; i++) {
      event(group, 4 * 1024 * 1024 / 1000);
    }
    group.endPublish();

    assertThat(List.of(sent(out).length - 4, sent(group).length - 4))
        .allSatisfy(length -> assertThat(length).isLessThanOrEqualTo(bound));
    assertThat(FrameWriter.maxFrameBytes(64 << 20, 256L << 20, 100_000)).isPositive();
  }

  private static void event(FrameWriter out, int bytes) {
    out.event(1, 2, 3, 0, new byte[bytes]);
  }

  private static List<Frames.Frame> frames(
      List<BiFunction<Random, Integer, Frames.Frame>> kinds, long seed, int count) {
    Random random = new Random(seed);
    List<Frames.Frame> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      frames.add(kinds.get(random.nextInt(kinds.size())).apply(random, random.nextInt(6)));
    }
    return frames;
  }

  private static byte[] bytes(List<Frames.Frame> frames) {
    FrameWriter out = new FrameWriter(Integer.MAX_VALUE);
    frames.forEach(frame -> frame.put(out));
    return sent(out);
  }

  private static byte[] sent(FrameWriter out) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      out.sendTo(Channels.newChannel(bytes));
    } catch (IOException e) {
      throw new AssertionError("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  private static List<String> told(List<Frames.Frame> frames) {
    Heard heard = new Heard();
    frames.forEach(frame -> frame.tell(heard));
    return heard.calls();
  }

  private static void tell(boolean toNode, FrameInput in, Heard heard) throws IOException {
    if (toNode) {
      NodeDecoder.tell(in, heard);
    } else {
      GuestDecoder.tell(in, heard);
    }
  }

  /** Reads all, in parts of these sizes over and over. */
  private static FrameInput receive(byte[] bytes, List<Integer> parts, Connection.Told told)
      throws IOException {
    FrameInput in = new FrameInput(MAX_FRAME);
    ReadableByteChannel channel = new Parts(ByteBuffer.wrap(bytes), parts);
    while (in.receive(channel)) {
      while (in.next()) {
        told.frame(in);
      }
    }
    return in;
  }

  private static final class Parts implements ReadableByteChannel {
    private final ByteBuffer bytes;
    private final List<Integer> sizes;
    private int reads;

    Parts(ByteBuffer bytes, List<Integer> sizes) {
      this.bytes = bytes;
      this.sizes = sizes;
    }

    @Override
    public int read(ByteBuffer into) {
      if (!bytes.hasRemaining()) {
        return -1;
      }
      int size =
          Math.min(
              sizes.get(reads++ % sizes.size()), Math.min(into.remaining(), bytes.remaining()));
      into.put(bytes.slice(bytes.position(), size));
      bytes.position(bytes.position() + size);
      return size;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }
}
