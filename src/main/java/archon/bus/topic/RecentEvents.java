package archon.bus.topic;

import archon.bus.event.EventDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The newest events of a topic by seq, found again by id: what makes the idempotence horizon.
 *
 * <p>A ring of digests with a hash table over it, both of primitives and grown as needed: about 30
 * bytes an event, no object per event. The entry of a seq is at {@code seq & (ring size - 1)}; the
 * table holds ring places plus one (0 is free), probed linearly. Not safe from several threads.
 */
final class RecentEvents {
  private static final int SMALLEST_RING = 8;

  private final int horizon;
  // Ids come from publishers: without a seed of our own they could be chosen to fall into one place
  // of the table.
  private final long seed = System.nanoTime() * 0x9E3779B97F4A7C15L;
  private long firstSeq;
  private long lastSeq;
  private long[] idHigh;
  private long[] idLow;
  private int[] contentCrc;
  private int[] table;

  /**
   * @param horizon how many events are kept, from 1
   * @param lastSeq seq before the first that is added
   * @param expected how many are added at least; it grows as needed
   */
  RecentEvents(int horizon, long lastSeq, int expected) {
    int size = Math.max(SMALLEST_RING, Integer.highestOneBit(Math.max(1, 2 * expected - 1)));
    this.idHigh = new long[size];
    this.idLow = new long[size];
    this.contentCrc = new int[size];
    this.table = new int[4 * size];
    this.horizon = horizon;
    this.lastSeq = lastSeq;
    this.firstSeq = lastSeq + 1;
  }

  long lastSeq() {
    return lastSeq;
  }

  int horizon() {
    return horizon;
  }

  /** Adds the next event, forgetting the oldest if there are more than the horizon. */
  void add(EventDigest digest) {
    if (lastSeq - firstSeq + 1 == horizon) {
      remove(firstSeq++);
    } else if (lastSeq - firstSeq + 1 == idHigh.length) {
      grow();
    }
    lastSeq++;
    int place = place(lastSeq);
    idHigh[place] = digest.idHigh();
    idLow[place] = digest.idLow();
    contentCrc[place] = digest.contentCrc();
    enter(place);
  }

  /** Forgets the newest events, those above {@code seq}. */
  void cutBackTo(long seq) {
    for (; lastSeq > seq; lastSeq--) {
      remove(lastSeq);
    }
  }

  /**
   * Seq of the oldest event with that id at or above {@code fromSeq}, 0 if there is none. An id can
   * stand twice: in a predecessor's file, or because it was outside of the horizon when it came
   * again.
   */
  long seqOf(EventDigest digest, long fromSeq) {
    long found = 0;
    int mask = table.length - 1;
    for (int i = slot(digest.idHigh(), digest.idLow()); table[i] != 0; i = (i + 1) & mask) {
      int place = table[i] - 1;
      if (idHigh[place] == digest.idHigh() && idLow[place] == digest.idLow()) {
        long seq = seqAt(place);
        if (seq >= fromSeq && (found == 0 || seq < found)) {
          found = seq;
        }
      }
    }
    return found;
  }

  /** Check of the content of an event that {@link #seqOf} has found. */
  int contentCrc(long seq) {
    return contentCrc[place(seq)];
  }

  /** The digests in seq order, ending with the last seq. */
  List<EventDigest> inSeqOrder() {
    List<EventDigest> digests = new ArrayList<>();
    for (long seq = firstSeq; seq <= lastSeq; seq++) {
      int place = place(seq);
      digests.add(new EventDigest(idHigh[place], idLow[place], contentCrc[place]));
    }
    return digests;
  }

  private int place(long seq) {
    return (int) (seq & (idHigh.length - 1));
  }

  private long seqAt(int place) {
    return firstSeq + ((place - place(firstSeq)) & (idHigh.length - 1));
  }

  private int slot(long high, long low) {
    long h = (high ^ seed) * 0xBF58476D1CE4E5B9L;
    h = ((h ^ (h >>> 32)) + low) * 0x94D049BB133111EBL;
    return (int) (h >>> 32) & (table.length - 1);
  }

  private void enter(int place) {
    int i = slot(idHigh[place], idLow[place]);
    while (table[i] != 0) {
      i = (i + 1) & (table.length - 1);
    }
    table[i] = place + 1;
  }

  private void remove(long seq) {
    int place = place(seq);
    int mask = table.length - 1;
    int hole = slot(idHigh[place], idLow[place]);
    while (table[hole] != place + 1) {
      hole = (hole + 1) & mask;
    }
    // Close the hole, so that no probe ends at it too early: whoever would have been put into it
    // moves up.
    for (int i = (hole + 1) & mask; table[i] != 0; i = (i + 1) & mask) {
      int other = table[i] - 1;
      int wanted = slot(idHigh[other], idLow[other]);
      if (((i - wanted) & mask) >= ((i - hole) & mask)) {
        table[hole] = table[i];
        hole = i;
      }
    }
    table[hole] = 0;
  }

  private void grow() {
    int size = idHigh.length;
    // In the doubled ring a seq stays where it is or moves up by the old size: so lay the old ring
    // twice and enter anew.
    idHigh = twice(idHigh);
    idLow = twice(idLow);
    contentCrc = Arrays.copyOf(contentCrc, 2 * size);
    System.arraycopy(contentCrc, 0, contentCrc, size, size);
    table = new int[8 * size];
    for (long seq = firstSeq; seq <= lastSeq; seq++) {
      enter(place(seq));
    }
  }

  private static long[] twice(long[] ring) {
    long[] doubled = Arrays.copyOf(ring, 2 * ring.length);
    System.arraycopy(ring, 0, doubled, ring.length, ring.length);
    return doubled;
  }
}
