package archon.bus.journal;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who wants to know that a log written in this process holds more lines than before, and is told
 * once these can be read. Safe from any thread.
 */
public final class LogGrowth {
  private static final Logger LOG = LoggerFactory.getLogger(LogGrowth.class);

  private final Map<LogId, Set<Listener>> ofLog = new ConcurrentHashMap<>();
  private final Set<Listener> ofAny = ConcurrentHashMap.newKeySet();

  LogGrowth() {}

  /** Ends what it stands for when closed; idempotent. */
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** One registration: the same consumer may be registered twice. */
  private static final class Listener {
    private final Consumer<LogId> consumer;

    Listener(Consumer<LogId> consumer) {
      this.consumer = consumer;
    }
  }

  Registration add(LogId log, Consumer<LogId> consumer) {
    Listener listener = new Listener(consumer);
    ofLog.compute(
        log,
        (key, known) -> {
          Set<Listener> listeners = known == null ? ConcurrentHashMap.newKeySet() : known;
          listeners.add(listener);
          return listeners;
        });
    return () -> remove(log, listener);
  }

  Registration addForAll(Consumer<LogId> consumer) {
    Listener listener = new Listener(consumer);
    ofAny.add(listener);
    return () -> ofAny.remove(listener);
  }

  private void remove(LogId log, Listener listener) {
    ofLog.computeIfPresent(
        log,
        (key, listeners) -> {
          listeners.remove(listener);
          return listeners.isEmpty() ? null : listeners;
        });
  }

  /** Tells the listeners if {@code end} lies behind {@code before}. */
  void published(LogId log, @Nullable LogEnd before, LogEnd end) {
    long known = before == null ? 0 : before.bounds().highestSeq();
    if (end.bounds().highestSeq() > known) {
      ofAny.forEach(listener -> tell(listener, log));
      ofLog.getOrDefault(log, Set.of()).forEach(listener -> tell(listener, log));
    }
  }

  /** What a listener throws is its own fault: the write it is told of has succeeded. */
  private static void tell(Listener listener, LogId log) {
    try {
      listener.consumer.accept(log);
    } catch (RuntimeException e) {
      LOG.warn("a listener to the growth of {} failed", log.describe(), e);
    }
  }
}
