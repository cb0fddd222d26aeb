package archon.bus.subscription;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the positions of named subscriptions beyond the life of a process, and who may write them.
 * Safe from any thread; blocks on I/O. Each method throws an unchecked exception if it fails, and
 * may then be called again.
 */
public interface PositionStore {
  /**
   * Takes a name for one subscription, in all processes that share the store. A process that dies
   * lets go of its names.
   *
   * @throws SubscriptionNameTaken if it has a holder
   */
  Hold hold(String name);

  /** All records, sorted by name. One that cannot be read is left out and logged. */
  List<SubscriptionPositions> list();

  /** Whether a name has a holder at present, in any process. */
  boolean isHeld(String name);

  /** As {@link #list}, with whether each has a holder. */
  default List<NamedSubscription> named() {
    return list().stream()
        .map(
            stored ->
                new NamedSubscription(
                    stored.name(), stored.patterns(), stored.positions(), isHeld(stored.name())))
        .toList();
  }

  /**
   * Forgets what is stored under a name; false if there was nothing.
   *
   * @throws SubscriptionNameTaken if it has a holder
   */
  default boolean delete(String name) {
    Hold hold = hold(name);
    try {
      return hold.delete();
    } finally {
      hold.release();
    }
  }

  /** A name that is held. Calls come one at a time. */
  interface Hold {
    /**
     * What was last saved, if anything. Fails, rather than answering with nothing, if it cannot be
     * read.
     */
    Optional<SubscriptionPositions> load();

    /**
     * Replaces what is stored; a crash before it has completed leaves the old record, one after it
     * the new one. Positions beyond what is sure to survive a power cut are stored as far as that
     * goes. Does not block: it may have to wait for another process.
     *
     * @return what is stored then
     */
    CompletionStage<SubscriptionPositions> save(SubscriptionPositions positions);

    /** Forgets what is stored; false if there was nothing. */
    boolean delete();

    /** Lets go of the name. Never fails; idempotent. */
    void release();
  }
}
