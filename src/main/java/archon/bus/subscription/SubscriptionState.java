package archon.bus.subscription;

import archon.bus.subscription.DeliveryState.Mode;
import archon.bus.topic.Delivery;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All topics of a subscription: one window for all, and turns, so that a busy topic delays the
 * others by one piece at most, both in being read and in being handed out.
 */
final class SubscriptionState {
  private final LaterTopics laterTopics;
  private final Window window;
  private final Map<String, DeliveryState> topics = new HashMap<>();
  private final Deque<DeliveryState> queued = new ArrayDeque<>(); // has something to hand out
  private final Deque<DeliveryState> behind = new ArrayDeque<>(); // waits for its turn to be read

  /** Where topics begin that were not there, or could not be read, when the subscription began. */
  enum LaterTopics {
    /** With their first event; what could not be read with the first one pushed. */
    NEW,
    /** With their first event. */
    FIRST_EVENT,
    /** With their first event, and what is gone by then is missing. */
    ALL_EVENTS,
    /** Where the read side finds the start position. */
    START_POSITION
  }

  /**
   * A read that is due.
   *
   * @param seq seq to read from, {@link DeliveryState#UNDETERMINED} if that must be found out first
   */
  record Read(String topic, long seq, Window.Room room) {}

  SubscriptionState(LaterTopics laterTopics, WindowLimit limit) {
    this.laterTopics = laterTopics;
    this.window = new Window(limit);
  }

  /** Needs what these points say. */
  static SubscriptionState begun(StartingPoints points, WindowLimit limit) {
    SubscriptionState begun = new SubscriptionState(points.laterTopics(), limit);
    points.seqs().forEach((topic, seq) -> begun.begin(topic, seq, points.isLive()));
    return begun;
  }

  /**
   * A topic that was there when the subscription began; live if nothing from {@code nextSeq} on was
   * stored then.
   */
  void begin(String topic, long nextSeq, boolean isLive) {
    boolean needsNoRead = isLive && nextSeq != DeliveryState.UNDETERMINED;
    DeliveryState state =
        needsNoRead
            ? DeliveryState.live(topic, window, nextSeq)
            : DeliveryState.behind(topic, window, nextSeq);
    topics.put(topic, state);
    if (!needsNoRead) {
      behind.add(state);
    }
  }

  private DeliveryState topic(String name) {
    return topics.computeIfAbsent(
        name,
        newcomer ->
            switch (laterTopics) {
              case NEW, FIRST_EVENT -> DeliveryState.discovered(newcomer, window);
              case ALL_EVENTS -> DeliveryState.live(newcomer, window, 1);
              case START_POSITION -> {
                DeliveryState state =
                    DeliveryState.behind(newcomer, window, DeliveryState.UNDETERMINED);
                behind.add(state);
                yield state;
              }
            });
  }

  void push(Delivery push) {
    DeliveryState state = topic(push.topic());
    firstPushed(state, push.firstSeq());
    boolean wasLive = state.mode() == Mode.LIVE;
    boolean hadQueued = state.hasQueued();
    state.push(push);
    settle(state, wasLive, hadQueued);
  }

  private void firstPushed(DeliveryState state, long seq) {
    if (laterTopics == LaterTopics.NEW) {
      state.beginAt(seq);
    }
  }

  /** Notes what was pushed while it was not known yet where topics begin. */
  void pushedEarly(String topic, long firstSeq, long lastSeq) {
    firstPushed(topic(topic), firstSeq);
    heardOf(topic, lastSeq);
  }

  /** Notes that events up to {@code lastSeq} are stored, whether or not they were pushed. */
  void heardOf(String topic, long lastSeq) {
    DeliveryState state = topic(topic);
    if (state.heardOf(lastSeq)) {
      state.fallBehind();
      behind.add(state);
    }
  }

  /** The next read, if one is due and none under way and there is room for what it brings. */
  @Nullable Read nextRead() {
    Window.Room room = behind.isEmpty() ? null : window.promise();
    if (room == null) {
      return null;
    }
    DeliveryState state = behind.remove();
    state.startReading();
    return new Read(state.topic(), state.nextSeq(), room);
  }

  /**
   * Takes what a read brought. Returns how the topic goes on; one that is paused waits for {@link
   * #resume}.
   */
  Mode read(CatchUp result) {
    DeliveryState state = topic(result.topic());
    boolean hadQueued = state.hasQueued();
    window.redeem();
    state.beginAt(result.fromSeq());
    if (state.nextSeq() == result.fromSeq()) {
      state.read(result.gap(), result.events());
    } else {
      state.resume(); // meanwhile a push has decided where the topic begins
    }
    settle(state, false, hadQueued);
    if (state.mode() == Mode.BEHIND) {
      behind.add(state);
    }
    return state.mode();
  }

  private void settle(DeliveryState state, boolean wasLive, boolean hadQueued) {
    if (wasLive && state.mode() == Mode.BEHIND) {
      behind.add(state);
    }
    if (!hadQueued && state.hasQueued()) {
      queued.add(state);
    }
  }

  void readFailed(String topic) {
    window.redeem();
    topic(topic).pause();
  }

  void resume(String topic) {
    DeliveryState state = topic(topic);
    if (state.mode() == Mode.PAUSED) {
      state.resume();
      behind.add(state);
    }
  }

  /**
   * What to hand out next, if there is anything; at most {@code maxEvents}. The former one must be
   * {@link #finished}.
   */
  @Nullable HandOver nextHandOver(int maxEvents) {
    DeliveryState state = queued.poll();
    if (state == null) {
      return null;
    }
    HandOver handOver = state.take(maxEvents);
    if (state.hasQueued()) {
      queued.add(state);
    }
    return handOver;
  }

  void finished(HandOver handOver) {
    window.release(handOver.events().size(), handOver.bytes());
  }

  /** The seq to be read next of a topic, for messages. */
  long nextSeq(String topic) {
    return topic(topic).nextSeq();
  }

  /** Topics that get their events from pushes, with the seq each needs next. */
  Map<String, Long> liveTopics() {
    Map<String, Long> live = new HashMap<>();
    topics.values().stream()
        .filter(state -> state.mode() == Mode.LIVE)
        .forEach(state -> live.put(state.topic(), state.nextSeq()));
    return live;
  }

  Window window() {
    return window;
  }
}
