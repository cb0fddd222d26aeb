package archon.bus.subscription;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a named subscription is handled and what of that is stored. At most {@code maxUnsaved}
 * events are handed out whose position is not stored, so no more can come again after a crash.
 */
final class PositionTracker {
  private final String name;
  private final List<String> patterns;
  private final int maxUnsaved;
  private final Map<String, Long> handledTo = new HashMap<>(); // per topic, the seq after it
  private long handedOut; // counts of events
  private long handled;
  private long saved;
  private long changes;
  private long savedChanges;
  private int seenDone; // of the hand-over under way
  private @Nullable HandOver underWay;

  /** A record to be stored, and how far it reaches. */
  record Save(SubscriptionPositions positions, long handled, long changes) {}

  PositionTracker(SubscriptionPositions stored, int maxUnsaved) {
    this.name = stored.name();
    this.patterns = stored.patterns();
    this.maxUnsaved = maxUnsaved;
    handledTo.putAll(stored.positions());
  }

  /** How many more events may be handed out before something must be stored. */
  int allowance() {
    return (int) (maxUnsaved - (handedOut - saved));
  }

  void handedOver(HandOver handOver) {
    underWay = handOver;
    seenDone = 0;
    handedOut += handOver.events().size();
  }

  /** Takes account of what of the hand-over under way is done by now. */
  private void advance() {
    HandOver current = underWay;
    if (current != null && current.done() > seenDone) {
      int done = current.done();
      handledTo.put(current.topic(), current.events().get(done - 1).seq() + 1);
      handled += done - seenDone;
      seenDone = done;
      changes++;
    }
  }

  /** The hand-over under way has ended. */
  void finished() {
    advance();
    HandOver current = underWay;
    if (current != null && current.gap() != null) {
      handledTo.put(current.topic(), current.gap().lastSeq() + 1);
      changes++;
    }
    underWay = null;
  }

  /** It was found out late where the topic begins. */
  void beginAt(String topic, long seq) {
    changes += handledTo.putIfAbsent(topic, seq) == null ? 1 : 0;
  }

  boolean isDirty() {
    advance();
    return changes > savedChanges;
  }

  /** Whether half of what may be unsaved is handled: storing now lets delivery go on meanwhile. */
  boolean isSaveUrgent() {
    advance();
    return handled - saved >= Math.max(1, maxUnsaved / 2);
  }

  Save startSave() {
    advance();
    return new Save(new SubscriptionPositions(name, patterns, handledTo), handled, changes);
  }

  /**
   * @param stored what became of it; positions that are not sure to survive yet were held back
   */
  void saved(Save save, SubscriptionPositions stored) {
    long heldBack = heldBack(save.positions().positions(), stored.positions());
    saved = Math.max(saved, save.handled() - heldBack);
    savedChanges = heldBack == 0 ? save.changes() : save.changes() - 1; // still to be stored
  }

  private static long heldBack(Map<String, Long> asked, Map<String, Long> stored) {
    return asked.entrySet().stream()
        .mapToLong(seq -> seq.getValue() - stored.getOrDefault(seq.getKey(), seq.getValue()))
        .sum();
  }

  boolean isUnderWay() {
    return underWay != null;
  }
}
