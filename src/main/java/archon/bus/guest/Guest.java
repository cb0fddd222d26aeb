package archon.bus.guest;

import archon.bus.event.BusClosed;
import archon.bus.event.EncodedEvent;
import archon.bus.link.Failure;
import archon.bus.link.FrameWriter;
import archon.bus.link.GuestFrames;
import archon.bus.link.LinkClient;
import archon.bus.read.ReadSide;
import archon.bus.subscription.Pushes;
import archon.bus.topic.ClearLimit;
import archon.bus.topic.Durability;
import archon.bus.topic.PublishResult;
import archon.bus.topic.TopicSettings;
import archon.bus.topic.TopicWriter;
import archon.bus.topic.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A process that works on an events directory which another one, the node, holds: its publishes,
 * calls and wishes to be told, kept over any number of nodes until they are answered. Safe from any
 * thread.
 */
public final class Guest implements TopicWriter {
  /** How often {@link #tick} is to be called. */
  public static final Duration TICK = Duration.ofMillis(250);

  /** A node says something each second. */
  private static final Duration USUAL_SILENCE = Duration.ofMillis(1_500);

  /** A second. A connection that has lasted so long is not one that breaks again and again. */
  private static final long SETTLED_TICKS = 4;

  private final NodeSettings settings;
  private final Outbox outbox;
  private final RemotePushes pushes = new RemotePushes(this::wake);
  private final Calls calls = new Calls();
  private final Frames frames = new Frames();
  private final AtomicLong tick = new AtomicLong();
  private final AtomicLong silentTicks = new AtomicLong();
  private volatile @Nullable LinkClient connection;
  private volatile long connectedTick; // when it began
  private volatile boolean isLooking; // in the files, between two connections
  private volatile long nodePid;
  private volatile @Nullable Topics promoted;
  private volatile boolean isClosed;
  private volatile boolean isDisconnected; // for good

  /**
   * @param reads reads the files themselves
   * @param blocking runs what blocks on them
   */
  public Guest(NodeSettings settings, TopicSettings topics, ReadSide reads, Executor blocking) {
    this.settings = settings;
    this.outbox = new Outbox(topics, reads, blocking, this::wake);
  }

  private void wake() {
    LinkClient connected = connection;
    if (connected != null) {
      connected.wake();
    }
  }

  // ---- what its users ask

  /** Where subscribers of this process register. */
  public Pushes pushes() {
    return pushes;
  }

  @Override
  public CompletionStage<PublishResult> publish(EncodedEvent event) {
    return outbox.publish(event);
  }

  @Override
  public CompletionStage<List<PublishResult>> publishAll(String topic, List<EncodedEvent> events) {
    return outbox.publishAll(topic, events);
  }

  /**
   * {@inheritDoc} When the node goes away meanwhile, the next one is asked again, and the count may
   * leave out what the first one had deleted.
   */
  @Override
  public CompletionStage<Long> clear(String topic, ClearLimit limit) {
    String json = ClearLimits.toJson(limit);
    return asked(
            (out, number) -> out.clear(number, topic, json),
            topics -> topics.clear(topic, limit).thenApply(String::valueOf))
        .thenApply(Long::parseLong);
  }

  /**
   * The last seq of each topic that is sure to survive a power cut, as the node says, be it the
   * present one or the next. Lacks topics if this process becomes the node meanwhile: then all that
   * can be read is sure.
   */
  public CompletionStage<Map<String, Long>> durableEnds(Collection<String> topics) {
    Map<String, Long> ends = new HashMap<>();
    CompletionStage<?> told = CompletableFuture.completedStage(ends);
    for (List<String> portion : TopicEnds.portions(topics)) {
      told = told.thenCompose(before -> portionOfEnds(portion)).thenAccept(ends::putAll);
    }
    return told.thenApply(last -> ends);
  }

  private CompletionStage<Map<String, Long>> portionOfEnds(List<String> topics) {
    return asked(
            (out, number) -> out.ends(number, topics),
            ownTopics -> CompletableFuture.completedStage(TopicEnds.toJson(Map.of())))
        .thenApply(TopicEnds::fromJson);
  }

  private CompletionStage<String> asked(
      ObjLongConsumer<FrameWriter> frame, Function<Topics, CompletionStage<String>> locally) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    if (isClosed) {
      answer.completeExceptionally(Outbox.closed());
    } else {
      calls.add(new Calls.Call(frame, locally, tick.get(), answer));
      wake();
      Topics own = promoted;
      if (own != null) { // meanwhile, perhaps without having seen this one
        askLocally(own);
      } else if (isDisconnected) { // the same
        abandonCalls();
      }
    }
    return answer;
  }

  // ---- its life

  /**
   * Works with a node until the connection ends, on this thread. To be called by one thread, one
   * connection after the other.
   *
   * @param pid of the node, for messages
   */
  public void serve(LinkClient node, long pid) throws IOException {
    nodePid = pid;
    lookForStored();
    connectedTick = tick.get();
    connection = node;
    if (isDisconnected) { // perhaps before it could know this one
      node.close();
    }
    try {
      node.start(this::fill);
      node.readAll(frames);
    } finally {
      connection = null;
      outbox.disconnected();
      pushes.disconnected();
      calls.disconnected();
    }
  }

  private boolean fill(FrameWriter out) {
    calls.fill(out).forEach(call -> call.answer().completeExceptionally(RemoteFailure.tooLong()));
    pushes.fill(out);
    return outbox.fill(out);
  }

  /** Whom to name while no node serves this process; 0 for nobody that is known. */
  public void heldBy(long pid) {
    nodePid = pid;
  }

  /**
   * Finds out which of the publishes that wait are stored, before the next node is asked or the
   * process becomes the node. Blocks on files.
   */
  public void lookForStored() {
    isLooking = true;
    try {
      outbox.lookForStored();
    } finally {
      isLooking = false;
    }
  }

  /** The process has become the node itself; what waits goes to its own topics. */
  public void promote(Topics topics, Pushes ofTopics) {
    outbox.promote(topics);
    promoted = topics;
    pushes.promote(ofTopics);
    askLocally(topics);
  }

  private void askLocally(Topics topics) {
    calls.giveUp(call -> true).forEach(call -> askLocally(call, topics));
  }

  private void askLocally(Calls.Call call, Topics topics) {
    call.locally()
        .apply(topics)
        .thenAccept(call.answer()::complete)
        .exceptionally(
            failure -> {
              call.answer().completeExceptionally(failure);
              return null;
            });
  }

  /**
   * Passes the time: gives up what has waited for {@code archon.bus.node.timeout} while the node
   * was silent for so long. Counted in calls, not by the clock: a process that was stopped itself
   * must hear what waits for it before it blames the node.
   */
  public void tick() {
    long now = tick.incrementAndGet();
    outbox.tick();
    if (isLooking) {
      return; // which may take long, and nobody is silent
    }
    if (isHeard(now)) {
      silentTicks.set(0);
      return;
    }
    long limit = settings.timeout().dividedBy(TICK);
    if (silentTicks.incrementAndGet() >= limit) {
      outbox.expire(limit, new NodeNotResponding(nodePid, silence()));
      calls.giveUp(call -> call.sinceTick() <= now - limit).forEach(this::failSilent);
    }
  }

  private boolean isHeard(long now) {
    LinkClient connected = connection;
    return connected != null
        && now - connectedTick >= SETTLED_TICKS
        && connected.silence().compareTo(USUAL_SILENCE) < 0;
  }

  private Duration silence() {
    return TICK.multipliedBy(silentTicks.get());
  }

  private void failSilent(Calls.Call call) {
    call.answer().completeExceptionally(new NodeNotResponding(nodePid, silence()));
  }

  /**
   * Takes nothing more; completes when all that was taken, publishes and calls, is answered, which
   * ends with {@code archon.bus.node.timeout} if the node is silent.
   */
  public CompletionStage<Void> close() {
    isClosed = true;
    CompletionStage<Void> called = calls.answered();
    return outbox.close().thenCompose(published -> called);
  }

  /** Ends the connection, if there is one, and fails what is not answered. */
  public void disconnect() {
    isClosed = true;
    isDisconnected = true;
    LinkClient connected = connection;
    if (connected != null) {
      connected.close();
    }
    outbox.abandon();
    abandonCalls();
  }

  private void abandonCalls() {
    calls.giveUp(call -> true).forEach(call -> call.answer().completeExceptionally(closed(call)));
  }

  private static BusClosed closed(Calls.Call call) {
    return call.wasSent().get()
        ? new BusClosed("bus: closed before it was answered; what was asked may or may not be done")
        : Outbox.closed();
  }

  /** What the node says. */
  private final class Frames implements GuestFrames {
    @Override
    public void stored(long firstNumber, int count, long firstSeq, byte durability) {
      outbox.stored(firstNumber, count, firstSeq, durability(durability));
    }

    @Override
    public void duplicate(long number, long seq) {
      outbox.duplicate(number, seq);
    }

    @Override
    public void storedGroup(long number, byte durability, long[] seqs) {
      outbox.storedGroup(number, seqs, durability(durability));
    }

    @Override
    public void failed(long number, Failure failure) {
      if (Outbox.isPublish(number)) {
        outbox.failed(number, Failures.exception(failure));
        return;
      }
      Calls.Call call = calls.answered(number);
      if (call != null) {
        call.answer().completeExceptionally(Failures.exception(failure));
      }
    }

    @Override
    public void hint(String topic, long firstSeq, long lastSeq) {
      pushes.hint(topic, firstSeq, lastSeq);
    }

    @Override
    public void watched() {
      pushes.watched();
    }

    @Override
    public void answer(long number, String json) {
      Calls.Call call = calls.answered(number);
      if (call != null) {
        call.answer().complete(json);
      }
    }

    @Override
    public void goodbye() {
      // It still answers what it has heard; the end of the connection says the rest.
    }

    private Durability durability(byte ordinal) {
      return Durability.values()[ordinal];
    }
  }
}
