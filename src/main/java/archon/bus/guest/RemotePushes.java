package archon.bus.guest;

import archon.bus.event.TopicPattern;
import archon.bus.link.FrameWriter;
import archon.bus.read.TopicSelection;
import archon.bus.subscription.Pushes;
import archon.bus.topic.Delivery;
import archon.bus.topic.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of this process: has the node tell what is stored in the topics any of them
 * wants, and tells each of its own. Events themselves are in the files, which every process reads.
 * Safe from any thread.
 */
final class RemotePushes implements Pushes {
  private final Runnable wake;

  // Guarded by this, all below.
  private final List<Subscriber> subscribers = new ArrayList<>();
  private List<Subscriber> asking = List.of(); // covered by what the node was asked last
  private boolean isAsking;
  private boolean isChanged; // since the node was asked last
  private @Nullable Pushes promoted;

  /**
   * @param wake called when there is something to send, after it can be sent
   */
  RemotePushes(Runnable wake) {
    this.wake = wake;
  }

  private final class Subscriber implements Registration {
    private final TopicSelection topics;
    private final Consumer<Delivery> subscriber;
    private final Runnable afterInterruption;
    private boolean isWatched; // guarded by RemotePushes.this, as the next one
    private @Nullable Registration elsewhere; // once this process is the node

    Subscriber(TopicSelection topics, Consumer<Delivery> subscriber, Runnable afterInterruption) {
      this.topics = topics;
      this.subscriber = subscriber;
      this.afterInterruption = afterInterruption;
    }

    void promote(Pushes pushes) {
      elsewhere = pushes.register(topics, subscriber, afterInterruption);
      afterInterruption.run();
    }

    @Override
    public void cancel() {
      RemotePushes.this.cancel(this);
    }
  }

  @Override
  public Registration register(
      TopicSelection topics, Consumer<Delivery> subscriber, Runnable afterInterruption) {
    Subscriber added = new Subscriber(topics, subscriber, afterInterruption);
    synchronized (this) {
      if (promoted != null) {
        return promoted.register(topics, subscriber, afterInterruption);
      }
      subscribers.add(added);
      isChanged = true;
    }
    wake.run();
    return added;
  }

  private void cancel(Subscriber subscriber) {
    Registration elsewhere;
    synchronized (this) {
      elsewhere = subscriber.elsewhere;
      isChanged |= subscribers.remove(subscriber);
    }
    if (elsewhere != null) {
      elsewhere.cancel();
    }
    wake.run();
  }

  // ---- the thread that sends

  /** Puts what the node is to tell, if that has changed. */
  synchronized void fill(FrameWriter out) {
    if (isChanged && !isAsking && out.hasRoom()) {
      watch(out, subscribers.stream().map(subscriber -> subscriber.topics));
      asking = List.copyOf(subscribers);
      isAsking = true;
      isChanged = false;
    }
  }

  /** Asks to be told of all these topics, or of all there are if the node takes no such list. */
  static void watch(FrameWriter out, Stream<TopicSelection> topics) {
    out.watch(texts(topics));
    if (out.withdrawTooLong()) {
      out.watch(texts(Stream.of(TopicSelection.ALL)));
    }
  }

  private static List<String> texts(Stream<TopicSelection> topics) {
    return topics
        .flatMap(selection -> selection.patterns().stream())
        .map(TopicPattern::text)
        .distinct()
        .toList();
  }

  // ---- the thread that hears the node

  void watched() {
    List<Subscriber> begun;
    boolean asksAgain;
    synchronized (this) {
      begun = asking.stream().filter(subscriber -> !subscriber.isWatched).toList();
      begun.forEach(subscriber -> subscriber.isWatched = true);
      asking = List.of();
      isAsking = false;
      asksAgain = isChanged;
    }
    begun.forEach(subscriber -> subscriber.afterInterruption.run());
    if (asksAgain) {
      wake.run();
    }
  }

  synchronized void hint(String topic, long firstSeq, long lastSeq) {
    Delivery hint = Delivery.hint(topic, firstSeq, lastSeq);
    for (Subscriber subscriber : subscribers) {
      if (subscriber.topics.matches(topic)) {
        subscriber.subscriber.accept(hint);
      }
    }
  }

  // ---- when the node changes

  /** Whoever is the node next is asked anew. */
  synchronized void disconnected() {
    isAsking = false;
    isChanged = !subscribers.isEmpty();
    subscribers.forEach(subscriber -> subscriber.isWatched = false);
  }

  /** From now on the topics of this process push. */
  synchronized void promote(Pushes pushes) {
    promoted = pushes;
    subscribers.forEach(subscriber -> subscriber.promote(pushes));
    subscribers.clear();
  }
}
