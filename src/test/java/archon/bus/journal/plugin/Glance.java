package archon.bus.journal.plugin;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.serialization.JSerializer;

/** An event that counts how often any of its kind was read. */
record Glance(int number) {
  /** Called by Pekko. */
  static final class Serializer extends JSerializer {
    static final AtomicInteger READ = new AtomicInteger();

    @Override
    public int identifier() {
      return 99_002;
    }

    @Override
    public boolean includeManifest() {
      return false;
    }

    @Override
    public byte[] toBinary(Object event) {
      return new byte[] {(byte) ((Glance) event).number()};
    }

    @Override
    public Object fromBinaryJava(byte[] bytes, Class<?> manifest) {
      READ.incrementAndGet();
      return new Glance(bytes[0]);
    }
  }
}
