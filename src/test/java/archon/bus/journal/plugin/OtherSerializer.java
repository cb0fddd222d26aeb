package archon.bus.journal.plugin;

import archon.bus.event.TopicSnapshot;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/** In place of ours, as a user may configure it: of a topic's snapshot it keeps the last seq. */
public final class OtherSerializer extends SerializerWithStringManifest {
  @Override
  public int identifier() {
    return 9_999;
  }

  @Override
  public String manifest(Object value) {
    return "";
  }

  @Override
  public byte[] toBinary(Object value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(((TopicSnapshot) value).lastSeq()).array();
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) {
    return new TopicSnapshot(ByteBuffer.wrap(bytes).getLong(), List.of());
  }
}
