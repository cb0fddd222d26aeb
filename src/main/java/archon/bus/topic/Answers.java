package archon.bus.topic;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Publishes with the seqs they are to be answered with, as {@link Pending#complete} takes them. */
final class Answers {
  private final List<Pending> publishes = new ArrayList<>();
  private long[] seqs = new long[8];
  private int size;

  /** Takes the first of {@code ofPublish}, one for each event. */
  void add(Pending publish, long[] ofPublish) {
    int count = publish.size();
    if (size + count > seqs.length) {
      seqs = Arrays.copyOf(seqs, Math.max(size + count, 2 * seqs.length));
    }
    System.arraycopy(ofPublish, 0, seqs, size, count);
    size += count;
    publishes.add(publish);
  }

  void complete(Durability durability) {
    int from = 0;
    for (Pending publish : publishes) {
      publish.complete(seqs, from, durability);
      from += publish.size();
    }
  }
}
