package archon.bus.journal.plugin;

import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot as it stands in its file, not decoded yet.
 *
 * @param about without {@code metadata}
 * @param metadata what Pekko wanted kept beside the payload
 */
record KeptSnapshot(
    SnapshotMetadata about,
    KeptPayload payload,
    @Nullable KeptPayload metadata,
    PayloadCodec codec) {
  /** Throws whatever its serializer throws. */
  SelectedSnapshot recall() {
    return SelectedSnapshot.create(
        metadata == null ? about : about.withMetadata(codec.recall(metadata)), recallPayload());
  }

  /** Throws whatever its serializer throws. */
  Object recallPayload() {
    return codec.recall(payload);
  }
}
