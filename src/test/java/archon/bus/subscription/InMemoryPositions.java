package archon.bus.subscription;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Positions that survive a subscription but not the test; saving can fail. */
final class InMemoryPositions implements PositionStore {
  private final Map<String, String> records = new ConcurrentSkipListMap<>(); // as JSON, like a file
  private final AtomicInteger saves = new AtomicInteger();
  private boolean isFailing; // guarded by this
  private volatile Runnable beforeSave = () -> {};

  /** When this returns, no save that was under way succeeds any more. */
  synchronized void failSaves() {
    isFailing = true;
  }

  synchronized void healSaves() {
    isFailing = false;
  }

  void beforeSave(Runnable action) {
    beforeSave = action;
  }

  /** How many saves were tried. */
  int saves() {
    return saves.get();
  }

  /** The stored position of a topic, 0 if there is none. */
  long position(String name, String topic) {
    return load(name).map(stored -> stored.positions().getOrDefault(topic, 0L)).orElse(0L);
  }

  @Override
  public Optional<SubscriptionPositions> load(String name) {
    return Optional.ofNullable(records.get(name)).map(SubscriptionPositions::fromJson);
  }

  @Override
  public void save(SubscriptionPositions positions) {
    beforeSave.run();
    saves.incrementAndGet();
    put(positions);
  }

  private synchronized void put(SubscriptionPositions positions) {
    if (isFailing) {
      throw new IllegalStateException("disk full");
    }
    records.put(positions.name(), positions.toJson());
  }

  @Override
  public List<SubscriptionPositions> list() {
    return records.values().stream().map(SubscriptionPositions::fromJson).toList();
  }

  @Override
  public boolean delete(String name) {
    return records.remove(name) != null;
  }
}
