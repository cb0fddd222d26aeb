package archon.bus.topic;

import archon.bus.event.BusClosed;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * The topics in use and the subscribers that wait for more. Safe from any thread: finding an entry
 * takes no lock; adding entries and subscribers takes one, so that none misses the other and
 * nothing is added after closing.
 */
final class TopicRegister {
  private final TopicSettings settings;
  private final ConcurrentHashMap<String, TopicEntry> entries = new ConcurrentHashMap<>();
  private final Set<Subscriber> subscribers = new LinkedHashSet<>(); // guarded by this
  private final CompletableFuture<Void> allClosed = new CompletableFuture<>();
  private final ActorRef<TopicsGuardian.Command> guardian;
  private volatile boolean isClosed; // set under this

  /** One registration; compared by identity, since the same actor may register twice. */
  private static final class Subscriber {
    private final Predicate<String> topics;
    private final Consumer<Delivery> ref;

    private Subscriber(Predicate<String> topics, Consumer<Delivery> ref) {
      this.topics = topics;
      this.ref = ref;
    }
  }

  /**
   * @param startGuardian starts the actor that sees to topics with work but no actor of their own
   */
  TopicRegister(
      TopicSettings settings,
      Function<TopicRegister, ActorRef<TopicsGuardian.Command>> startGuardian) {
    this.settings = settings;
    this.guardian = startGuardian.apply(this);
  }

  ActorRef<TopicsGuardian.Command> guardian() {
    return guardian;
  }

  static BusClosed closed() {
    return new BusClosed("bus: expected to be open but it is closed; nothing was done");
  }

  /** The entry of {@code topic}, made if there was none; null after closing. */
  @Nullable TopicEntry entry(String topic) {
    if (isClosed) {
      return null;
    }
    TopicEntry entry = entries.get(topic);
    return entry != null ? entry : added(topic);
  }

  Collection<TopicEntry> entries() {
    return entries.values();
  }

  /** Drops an entry that takes nothing more. */
  void remove(TopicEntry retired) {
    entries.remove(retired.topic(), retired);
  }

  synchronized Registration add(Predicate<String> topics, Consumer<Delivery> ref) {
    Subscriber subscriber = new Subscriber(topics, ref);
    subscribers.add(subscriber);
    matching(topics).forEach(entry -> entry.subscribe(ref));
    return () -> remove(subscriber);
  }

  private synchronized void remove(Subscriber subscriber) {
    if (subscribers.remove(subscriber)) {
      matching(subscriber.topics).forEach(entry -> entry.unsubscribe(subscriber.ref));
    }
  }

  /**
   * Takes nothing more from now on; completes when the guardian has said so by {@link #hasClosed}.
   */
  CompletionStage<Void> close() {
    if (refuseNew()) {
      guardian.tell(TopicsGuardian.Close.INSTANCE);
    }
    return allClosed.copy();
  }

  /** Whether this call closed it. */
  synchronized boolean refuseNew() {
    boolean wasOpen = !isClosed;
    isClosed = true;
    return wasOpen;
  }

  void hasClosed() {
    allClosed.complete(null);
  }

  private synchronized @Nullable TopicEntry added(String topic) {
    if (isClosed) {
      return null;
    }
    return entries.computeIfAbsent(
        topic, name -> new TopicEntry(name, settings, guardian, subscribersOf(name)));
  }

  private Stream<TopicEntry> matching(Predicate<String> topics) {
    return entries.values().stream().filter(entry -> topics.test(entry.topic()));
  }

  private synchronized List<Consumer<Delivery>> subscribersOf(String topic) {
    return subscribers.stream()
        .filter(subscriber -> subscriber.topics.test(topic))
        .map(subscriber -> subscriber.ref)
        .toList();
  }
}
