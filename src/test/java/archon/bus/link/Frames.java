package archon.bus.link;

import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Frames of every kind, drawn from a seed. */
final class Frames {
  /** A frame as one end puts it, and as the other is told. */
  interface Frame {
    void put(FrameWriter out);

    void tell(Heard heard);
  }

  private record Both(Consumer<FrameWriter> put, Consumer<Heard> tell) implements Frame {
    @Override
    public void put(FrameWriter out) {
      put.accept(out);
    }

    @Override
    public void tell(Heard heard) {
      tell.accept(heard);
    }
  }

  static final List<BiFunction<Random, Integer, Frame>> TO_NODE =
      List.of(
          (random, size) -> publish(random.nextLong(), text(random), events(random, size)),
          (random, size) -> publishAll(random.nextLong(), text(random), events(random, size)),
          (random, size) -> watch(texts(random, size)),
          (random, size) -> clear(random.nextLong(), text(random), text(random)),
          (random, size) -> ends(random.nextLong(), texts(random, size)),
          (random, size) -> status(random.nextLong()));

  static final List<BiFunction<Random, Integer, Frame>> TO_GUEST =
      List.of(
          (random, size) -> stored(random.nextLong(), random.nextInt(), random.nextLong()),
          (random, size) -> duplicate(random.nextLong(), random.nextLong()),
          (random, size) -> storedGroup(random.nextLong(), random.longs(size).toArray()),
          (random, size) -> failed(random.nextLong(), failure(random)),
          (random, size) -> hint(text(random), random.nextLong(), random.nextLong()),
          (random, size) -> answer(random.nextLong(), text(random)),
          (random, size) -> new Both(FrameWriter::watched, Heard::watched),
          (random, size) -> new Both(FrameWriter::goodbye, Heard::goodbye));

  private Frames() {}

  static Frame publish(long number, String topic, List<ReceivedEvent> events) {
    return new Both(
        out -> {
          out.beginPublish(topic, number);
          events.forEach(event -> put(event, out));
          out.endPublish();
        },
        heard -> heard.publish(topic, number, events));
  }

  static Frame publishAll(long number, String topic, List<ReceivedEvent> events) {
    return new Both(
        out -> {
          out.beginPublishAll(topic, number);
          events.forEach(event -> put(event, out));
          out.endPublish();
        },
        heard -> heard.publishAll(topic, number, events));
  }

  static Frame status(long number) {
    return new Both(out -> out.status(number), heard -> heard.status(number));
  }

  static Frame answer(long number, String json) {
    return new Both(out -> out.answer(number, json), heard -> heard.answer(number, json));
  }

  static Frame hint(String topic, long firstSeq, long lastSeq) {
    return new Both(
        out -> out.hint(topic, firstSeq, lastSeq), heard -> heard.hint(topic, firstSeq, lastSeq));
  }

  static Frame stored(long number, int count, long seq) {
    byte durability = (byte) count;
    return new Both(
        out -> out.stored(number, count, seq, durability),
        heard -> heard.stored(number, count, seq, durability));
  }

  static ReceivedEvent event(int number, int bytes) {
    return new ReceivedEvent(number, -number, number * 31, 0, new byte[bytes]);
  }

  private static Frame watch(List<String> patterns) {
    return new Both(out -> out.watch(patterns), heard -> heard.watch(patterns));
  }

  private static Frame clear(long number, String topic, String limit) {
    return new Both(
        out -> out.clear(number, topic, limit), heard -> heard.clear(number, topic, limit));
  }

  private static Frame ends(long number, List<String> topics) {
    return new Both(out -> out.ends(number, topics), heard -> heard.ends(number, topics));
  }

  private static Frame duplicate(long number, long seq) {
    return new Both(out -> out.duplicate(number, seq), heard -> heard.duplicate(number, seq));
  }

  private static Frame storedGroup(long number, long[] seqs) {
    byte durability = (byte) number;
    return new Both(
        out -> out.storedGroup(number, durability, seqs),
        heard -> heard.storedGroup(number, durability, seqs));
  }

  private static Frame failed(long number, Failure failure) {
    return new Both(out -> out.failed(number, failure), heard -> heard.failed(number, failure));
  }

  private static Failure failure(Random random) {
    return new Failure(
        text(random),
        text(random),
        random.nextBoolean() ? text(random) : null,
        random.nextBoolean() ? text(random) : null,
        random.nextLong());
  }

  private static void put(ReceivedEvent event, FrameWriter out) {
    out.event(event.idHigh(), event.idLow(), event.contentCrc(), event.knownSeq(), event.head());
  }

  private static List<ReceivedEvent> events(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(
            i -> {
              byte[] head = new byte[random.nextInt(200)];
              random.nextBytes(head);
              return new ReceivedEvent(
                  random.nextLong(), random.nextLong(), random.nextInt(), random.nextLong(), head);
            })
        .toList();
  }

  private static List<String> texts(Random random, int count) {
    return LongStream.range(0, count).mapToObj(i -> text(random)).toList();
  }

  private static String text(Random random) {
    return random
        .ints(random.nextInt(20), 0, 4)
        .mapToObj(i -> List.of("a", "é", "中", "😀").get(i))
        .reduce("", String::concat);
  }
}
