package archon.bus.link;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Notes what one end is told, each call as a text. */
class Heard implements NodeFrames, GuestFrames {
  private final List<String> calls = new ArrayList<>();
  private volatile boolean isEnded;
  private volatile @Nullable IOException failure;

  final synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  final synchronized int count() {
    return calls.size();
  }

  final boolean isEnded() {
    return isEnded;
  }

  final @Nullable IOException failure() {
    return failure;
  }

  private synchronized void heard(String what, Object... values) {
    calls.add(what + " " + List.of(values));
  }

  private static List<String> texts(List<ReceivedEvent> events) {
    return events.stream()
        .map(
            e ->
                "%x %x %x %d %s"
                    .formatted(
                        e.idHigh(),
                        e.idLow(),
                        e.contentCrc(),
                        e.knownSeq(),
                        e.head().length > 100
                            ? e.head().length + " bytes"
                            : HexFormat.of().formatHex(e.head())))
        .collect(Collectors.toList());
  }

  @Override
  public boolean hasRoom() {
    return true;
  }

  @Override
  public void publish(String topic, long firstNumber, List<ReceivedEvent> events) {
    heard("publish", topic, firstNumber, texts(events));
  }

  @Override
  public void publishAll(String topic, long number, List<ReceivedEvent> events) {
    heard("publishAll", topic, number, texts(events));
  }

  @Override
  public void watch(List<String> patterns) {
    heard("watch", patterns);
  }

  @Override
  public void clear(long number, String topic, String limitJson) {
    heard("clear", number, topic, limitJson);
  }

  @Override
  public void ends(long number, List<String> topics) {
    heard("ends", number, topics);
  }

  @Override
  public void status(long number) {
    heard("status", number);
  }

  @Override
  public void ended(@Nullable IOException failure) {
    this.failure = failure;
    this.isEnded = true;
  }

  @Override
  public void stored(long firstNumber, int count, long firstSeq, byte durability) {
    heard("stored", firstNumber, count, firstSeq, durability);
  }

  @Override
  public void duplicate(long number, long seq) {
    heard("duplicate", number, seq);
  }

  @Override
  public void storedGroup(long number, byte durability, long[] seqs) {
    heard("storedGroup", number, durability, LongStream.of(seqs).boxed().toList());
  }

  @Override
  public void failed(long number, Failure failure) {
    heard("failed", number, Objects.toString(failure));
  }

  @Override
  public void hint(String topic, long firstSeq, long lastSeq) {
    heard("hint", topic, firstSeq, lastSeq);
  }

  @Override
  public void watched() {
    heard("watched");
  }

  @Override
  public void answer(long number, String json) {
    heard("answer", number, json);
  }

  @Override
  public void goodbye() {
    heard("goodbye");
  }
}
