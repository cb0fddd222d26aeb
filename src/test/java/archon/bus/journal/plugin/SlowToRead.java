package archon.bus.journal.plugin;

import java.util.concurrent.Semaphore;
import org.apache.pekko.serialization.JSerializer;

/** An event whose reading waits until a test lets it go on, as it would wait for a slow disk. */
record SlowToRead() {
  /** Called by Pekko. */
  static final class Serializer extends JSerializer {
    static final Semaphore READING = new Semaphore(0);
    static final Semaphore GO_ON = new Semaphore(0);

    @Override
    public int identifier() {
      return 99_001;
    }

    @Override
    public boolean includeManifest() {
      return false;
    }

    @Override
    public byte[] toBinary(Object event) {
      return new byte[] {1};
    }

    @Override
    public Object fromBinaryJava(byte[] bytes, Class<?> manifest) {
      READING.release();
      GO_ON.acquireUninterruptibly();
      return new SlowToRead();
    }
  }
}
