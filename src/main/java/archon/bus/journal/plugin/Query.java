package archon.bus.journal.plugin;

import java.util.function.BooleanSupplier;

/** A query under way. Blocking, for one thread at a time. */
interface Query<T> extends AutoCloseable {
  /**
   * Reads on; never more than the bounds of its configuration allow, and no further once {@code
   * isCancelled}. May throw whatever makes reading impossible.
   */
  Portion<T> read(BooleanSupplier isCancelled);

  /** Releases its files and listeners; throws nothing but a {@code JournalException}. */
  @Override
  void close();

  /** Begins a query, blocking. */
  interface Opener<T> {
    /**
     * @param signal to be told whenever a query that waits may find more
     */
    Query<T> open(GrowthSignal signal);
  }
}
