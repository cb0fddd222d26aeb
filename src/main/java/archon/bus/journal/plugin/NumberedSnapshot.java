package archon.bus.journal.plugin;

import archon.bus.event.TopicSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A topic's snapshot of which only the numbers are known. Opening a topic seldom asks for more, and
 * decoding the digests takes longer than most of what it does.
 *
 * @param fact number of the last fact it tells of
 * @param lastSeq see {@link TopicSnapshot}
 */
record NumberedSnapshot(long fact, long lastSeq, KeptSnapshot kept) {
  /** Null if it is no topic's. Throws whatever its serializer throws. */
  static @Nullable NumberedSnapshot of(KeptSnapshot kept) {
    long fact = kept.about().sequenceNr();
    KeptPayload payload = kept.payload();
    if (payload.serializer() == TopicSerializer.IDENTIFIER
        && payload.manifest().equals(TopicSerializer.SNAPSHOT_1)) {
      return new NumberedSnapshot(fact, TopicSerializer.lastSeq(payload.bytes()), kept);
    }
    return kept.recallPayload() instanceof TopicSnapshot snapshot // of a serializer we do not know
        ? new NumberedSnapshot(fact, snapshot.lastSeq(), kept)
        : null;
  }

  /** Throws whatever its serializer throws. */
  TopicSnapshot recall() {
    return (TopicSnapshot) kept.recallPayload();
  }
}
