package archon.bus.subscription;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Positions that survive a subscription but not the test; saving can fail. */
final class InMemoryPositions implements PositionStore {
  private final Map<String, String> records = new ConcurrentSkipListMap<>(); // as JSON, like a file
  private final Set<String> held = ConcurrentHashMap.newKeySet();
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
    return stored(name).map(stored -> stored.positions().getOrDefault(topic, 0L)).orElse(0L);
  }

  @Override
  public Hold hold(String name) {
    if (!held.add(name)) {
      throw new SubscriptionNameTaken(name);
    }
    return new Held(name);
  }

  @Override
  public boolean isHeld(String name) {
    return held.contains(name);
  }

  private Optional<SubscriptionPositions> stored(String name) {
    return Optional.ofNullable(records.get(name)).map(SubscriptionPositions::fromJson);
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

  private final class Held implements Hold {
    private final String name;

    Held(String name) {
      this.name = name;
    }

    @Override
    public Optional<SubscriptionPositions> load() {
      return stored(name);
    }

    @Override
    public CompletionStage<SubscriptionPositions> save(SubscriptionPositions positions) {
      return CompletableFuture.supplyAsync(
          () -> {
            beforeSave.run();
            saves.incrementAndGet();
            put(positions);
            return positions;
          });
    }

    @Override
    public boolean delete() {
      return records.remove(name) != null;
    }

    @Override
    public void release() {
      held.remove(name);
    }
  }
}
