package archon.bus.member;

import archon.bus.subscription.NamedSubscription;
import archon.bus.subscription.SubscriptionNameTaken;
import java.nio.file.Path;
import java.util.List;

/**
 * The named subscriptions of an events directory, without opening a bus on it. Safe from any
 * thread; blocks on files.
 */
public final class StoredSubscriptions {
  private final FilePositions positions;

  private StoredSubscriptions(FilePositions positions) {
    this.positions = positions;
  }

  public static StoredSubscriptions of(Path eventsDir) {
    return new StoredSubscriptions(
        new FilePositions(eventsDir, FilePositions.Durable.ALL, Runnable::run));
  }

  /** All of them, by name. One whose file cannot be read is left out and logged. */
  public List<NamedSubscription> list() {
    return positions.named();
  }

  /**
   * Forgets one and its positions; false if there is none of that name.
   *
   * @throws SubscriptionNameTaken if somebody holds it
   */
  public boolean delete(String name) {
    return positions.delete(name);
  }
}
