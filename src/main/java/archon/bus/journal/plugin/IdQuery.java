package archon.bus.journal.plugin;

import archon.bus.journal.Journal;
import archon.bus.journal.JournalReader;
import archon.bus.journal.LogGrowth;
import archon.bus.journal.LogId;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The ids of all persistent actors, each once: those there are, and then those that come. Remembers
 * every id it has told, as somebody must.
 */
final class IdQuery implements Query<String> {
  private final JournalReader reader;
  private final GrowthSignal signal;
  private final LogGrowth.@Nullable Registration registration; // null: ends after those there are
  private final Set<LogId> known = ConcurrentHashMap.newKeySet();
  private final Queue<LogId> grown = new ConcurrentLinkedQueue<>(); // known but not yet told
  private boolean isListed;

  private IdQuery(JournalReader reader, GrowthSignal signal, @Nullable Journal live) {
    this.reader = reader;
    this.signal = signal;
    this.registration = live == null ? null : live.onGrowthOfAny(this::onGrowth);
  }

  static IdQuery current(JournalReader reader, GrowthSignal signal) {
    return new IdQuery(reader, signal, null);
  }

  static IdQuery live(Journal journal, GrowthSignal signal) {
    return new IdQuery(journal.reader(), signal, journal);
  }

  private void onGrowth(LogId log) {
    if (known.add(log)) {
      grown.add(log);
      signal.tell();
    }
  }

  @Override
  public Portion<String> read(BooleanSupplier isCancelled) {
    List<String> ids = new ArrayList<>();
    if (!isListed) {
      isListed = true;
      for (LogId log : reader.logs()) {
        if (known.add(log)) {
          ids.add(EventLogs.persistenceId(log));
        }
      }
    }
    for (LogId log = grown.poll(); log != null; log = grown.poll()) {
      ids.add(EventLogs.persistenceId(log));
    }
    return Portion.of(ids, registration == null ? Portion.Next.END : Portion.Next.WAIT);
  }

  @Override
  public void close() {
    if (registration != null) {
      registration.close();
    }
  }
}
