package archon.bus.replay;

import archon.bus.event.StoredEvent;
import archon.bus.read.EventCursor;
import archon.bus.read.LazyEvent;
import archon.bus.read.ReplayTimeline;
import archon.bus.replay.ChunkReader.Chunk;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.AbruptStageTerminationException;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * Emits the events of a cursor when they are due; reads chunks ahead, on an executor that may
 * block.
 */
final class ReplayStage
    extends AbstractGraphStageWithMaterializedValue<SourceShape<StoredEvent>, ReplayControl> {
  /**
   * Longest single timer: Pekko's scheduler takes no delay above 2^31 of its ticks, 248 days by
   * default.
   */
  private static final Duration MAX_TIMER = Duration.ofDays(1);

  /** One is read while another waits, so that reading never waits for the stage to be told. */
  private static final int CHUNKS_AHEAD = 2;

  private final Outlet<StoredEvent> out = Outlet.create("Replay.out");
  private final SourceShape<StoredEvent> shape = SourceShape.of(out);
  private final Supplier<EventCursor> open;
  private final double speed;
  private final Executor blocking;
  private final LongSupplier nanoTime;

  ReplayStage(Supplier<EventCursor> open, double speed, Executor blocking, LongSupplier nanoTime) {
    this.open = open;
    this.speed = ReplayTimeline.requireSpeed(speed);
    this.blocking = blocking;
    this.nanoTime = nanoTime;
  }

  @Override
  public SourceShape<StoredEvent> shape() {
    return shape;
  }

  @Override
  public Pair<GraphStageLogic, ReplayControl> createLogicAndMaterializedValuePair(
      Attributes attributes) {
    Logic logic = new Logic();
    return Pair.create(logic, logic.control);
  }

  private final class Logic extends TimerGraphStageLogic {
    private static final String DUE = "due";

    private final ReplayTimeline timeline = ReplayTimeline.create(speed);
    private final CompletableFuture<Long> completion = new CompletableFuture<>();
    private final AsyncCallback<Runnable> commands = createAsyncCallback(Runnable::run);
    private final StageControl control = new StageControl(this);
    private final ChunkReader reader;
    private final Deque<LazyEvent> ready = new ArrayDeque<>();
    private final Deque<Chunk> ahead = new ArrayDeque<>(); // read, but their turn has not come
    private @Nullable StoredEvent next; // taken into the timeline, not yet emitted
    private boolean allRead;
    private @Nullable Throwable readFailure;
    private long emitted;

    Logic() {
      super(shape);
      AsyncCallback<Chunk> chunks = createAsyncCallback(this::onChunk);
      reader = new ChunkReader(open, blocking, chunks::invoke);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              emitWhenDue();
            }

            @Override
            public void onDownstreamFinish(Throwable cause) throws Exception {
              completion.complete(emitted);
              super.onDownstreamFinish(cause);
            }
          });
    }

    @Override
    public void preStart() {
      for (int i = 0; i < CHUNKS_AHEAD; i++) {
        reader.read();
      }
    }

    @Override
    public void onTimer(Object key) {
      emitWhenDue();
    }

    @Override
    public void postStop() {
      reader.close();
      // Without effect unless the stream was torn down with its actor system.
      completion.completeExceptionally(new AbruptStageTerminationException(this));
    }

    private void onChunk(Chunk chunk) {
      ahead.add(chunk);
      takeChunk();
      emitWhenDue();
    }

    private void takeChunk() {
      Chunk chunk = ready.isEmpty() ? ahead.poll() : null;
      if (chunk == null) {
        return;
      }
      ready.addAll(chunk.events());
      allRead = chunk.isLast();
      readFailure = chunk.failure();
      if (!allRead && readFailure == null) {
        reader.read();
      }
    }

    private void emitWhenDue() {
      if (next == null) {
        takeNext();
      }
      if (next == null) {
        endIfNothingFollows();
        return;
      }
      if (!isAvailable(out)) {
        return;
      }
      long delayNanos = timeline.delayNanos(nanoTime.getAsLong());
      if (delayNanos > 0) {
        scheduleOnce(DUE, shorter(Duration.ofNanos(delayNanos), MAX_TIMER));
        return;
      }
      push(out, next);
      next = null;
      emitted++;
      takeNext();
      endIfNothingFollows();
    }

    private void takeNext() {
      next = decodeNext();
      takeChunk();
      if (next == null) {
        next = decodeNext();
      }
      if (next != null) {
        timeline.take(next.event().timestamp(), nanoTime.getAsLong());
      }
    }

    /** Here and not where it was read: so two threads share the work. */
    private @Nullable StoredEvent decodeNext() {
      LazyEvent event = ready.poll();
      try {
        return event == null ? null : event.stored();
      } catch (RuntimeException e) { // whatever it is: it ends the stream as if reading had failed
        readFailure = e;
        ready.clear();
        ahead.clear();
        return null;
      }
    }

    private void endIfNothingFollows() {
      if (next != null || !ready.isEmpty()) {
        return;
      }
      if (readFailure != null) {
        completion.completeExceptionally(readFailure);
        failStage(readFailure);
      } else if (allRead) {
        end();
      }
    }

    private void end() {
      completion.complete(emitted);
      completeStage();
    }

    private void pause() {
      timeline.pause(nanoTime.getAsLong());
      cancelTimer(DUE);
    }

    private void resume() {
      timeline.resume(nanoTime.getAsLong());
      emitWhenDue();
    }

    private void changeSpeed(double newSpeed) {
      timeline.setSpeed(newSpeed, nanoTime.getAsLong());
      emitWhenDue();
    }
  }

  /** Hands each command over to the stage; the stage ignores what comes after its end. */
  private record StageControl(Logic logic) implements ReplayControl {
    @Override
    public void stop() {
      logic.commands.invoke(logic::end);
    }

    @Override
    public void pause() {
      logic.commands.invoke(logic::pause);
    }

    @Override
    public void resume() {
      logic.commands.invoke(logic::resume);
    }

    @Override
    public void setSpeed(double newSpeed) {
      ReplayTimeline.requireSpeed(newSpeed);
      logic.commands.invoke(() -> logic.changeSpeed(newSpeed));
    }

    @Override
    public CompletionStage<Long> completion() {
      return logic.completion.minimalCompletionStage();
    }
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
