package archon.bus.subscription;

import java.util.List;
import java.util.Optional;

/**
 * Keeps the positions of named subscriptions beyond the life of a process. Safe from any thread;
 * blocks on I/O; calls for the same name come one at a time. Each method throws an unchecked
 * exception if it fails, and may then be called again.
 */
public interface PositionStore {
  /**
   * What was last saved under {@code name}, if anything. Fails, rather than answering with nothing,
   * if it cannot be read.
   */
  Optional<SubscriptionPositions> load(String name);

  /**
   * Replaces what is stored under {@code positions.name()}. On return it survives a crash; a crash
   * before leaves the old record.
   */
  void save(SubscriptionPositions positions);

  /** All records, sorted by name. One that cannot be read is left out and logged. */
  List<SubscriptionPositions> list();

  /** Forgets {@code name}; false if nothing was stored. */
  boolean delete(String name);
}
