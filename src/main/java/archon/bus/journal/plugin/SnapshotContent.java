package archon.bus.journal.plugin;

import archon.bus.event.EventFormatException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.pekko.persistence.SnapshotMetadata;

/**
 * What stands in a snapshot's file:
 *
 * <pre>
 * {"persistence_id":"account|17","sequence_nr":120,"timestamp_millis":1776340800123,
 *  "payload":{"balance":5},"serializer":31,"manifest":"com.example.Account","metadata":{…}}
 * </pre>
 *
 * {@code payload} and what belongs to it, also in {@code metadata}: see {@link KeptPayload}.
 */
final class SnapshotContent {
  private final PayloadCodec codec;

  SnapshotContent(PayloadCodec codec) {
    this.codec = codec;
  }

  /** Throws whatever the serializer of the snapshot throws. */
  byte[] write(SnapshotMetadata about, Object snapshot) {
    KeptPayload payload = codec.keep(snapshot);
    KeptPayload metadata = about.metadata().isDefined() ? codec.keep(about.metadata().get()) : null;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(payload.bytes().length + 512);
    try (JsonGenerator out = KeptValue.JSON.createGenerator(bytes)) {
      out.writeStartObject();
      KeptValue.writePersistenceId(out, about.persistenceId());
      out.writeNumberField("sequence_nr", about.sequenceNr());
      out.writeNumberField("timestamp_millis", about.timestamp());
      payload.writeTo(out);
      KeptValue.writeMetadata(out, metadata);
      out.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /** Throws {@link EventFormatException} if it is no snapshot. */
  KeptSnapshot read(byte[] content) {
    Members own = new Members();
    KeptValue value = KeptValue.read(content, "snapshot", own);
    return new KeptSnapshot(
        new SnapshotMetadata(value.persistenceId(), own.sequenceNr, own.timestampMillis),
        value.payload(),
        value.metadata(),
        codec);
  }

  /** What only a snapshot has. */
  private static final class Members implements KeptValue.OwnMembers {
    long sequenceNr;
    long timestampMillis;

    @Override
    public boolean take(String member, JsonParser parser) throws IOException {
      switch (member) {
        case "sequence_nr" -> sequenceNr = parser.getLongValue();
        case "timestamp_millis" -> timestampMillis = parser.getLongValue();
        default -> {
          return false;
        }
      }
      return true;
    }
  }
}
