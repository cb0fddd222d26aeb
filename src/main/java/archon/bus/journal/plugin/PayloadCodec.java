package archon.bus.journal.plugin;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;

/**
 * Values to bytes and back by the serializers an actor system is configured with. Safe from any
 * thread.
 */
final class PayloadCodec {
  private final Serialization serialization;

  private PayloadCodec(Serialization serialization) {
    this.serialization = serialization;
  }

  static PayloadCodec of(ActorSystem system) {
    return new PayloadCodec(SerializationExtension.get(system));
  }

  /**
   * Throws whatever the serializer throws, {@code NotSerializableException} if there is none for
   * the value.
   */
  KeptPayload keep(Object value) {
    Serializer serializer = serialization.findSerializerFor(value);
    byte[] bytes = serialization.serialize(value).get();
    return new KeptPayload(
        bytes, serializer.identifier(), Serializers.manifestFor(serializer, value));
  }

  /**
   * Throws whatever the serializer throws, {@code NotSerializableException} if it is not configured
   * any more.
   */
  Object recall(KeptPayload kept) {
    return serialization.deserialize(kept.bytes(), kept.serializer(), kept.manifest()).get();
  }
}
