package archon.bus.journal.plugin;

import archon.bus.event.EventDigest;
import archon.bus.event.EventFormatException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Digests as bytes, 20 each, big endian: upper half of the id, lower half, CRC of the content. */
final class Digests {
  private static final int BYTES_EACH = Long.BYTES + Long.BYTES + Integer.BYTES;

  private Digests() {}

  static byte[] toBytes(List<EventDigest> digests) {
    ByteBuffer out = ByteBuffer.allocate(digests.size() * BYTES_EACH);
    for (EventDigest digest : digests) {
      out.putLong(digest.idHigh()).putLong(digest.idLow()).putInt(digest.contentCrc());
    }
    return out.array();
  }

  static List<EventDigest> fromBytes(byte[] bytes) {
    if (bytes.length % BYTES_EACH != 0) {
      throw new EventFormatException(
          "digests: expected a multiple of %d bytes but found %d"
              .formatted(BYTES_EACH, bytes.length));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    List<EventDigest> digests = new ArrayList<>(bytes.length / BYTES_EACH);
    while (in.hasRemaining()) {
      digests.add(new EventDigest(in.getLong(), in.getLong(), in.getInt()));
    }
    return digests;
  }
}
