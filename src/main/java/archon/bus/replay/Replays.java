package archon.bus.replay;

import archon.bus.event.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/** Replays into a callback. */
public final class Replays {
  private static final long MAX_DUE_BYTES = 1024 * 1024;
  private static final long MAX_DUE_EVENTS = 1024;

  private Replays() {}

  /**
   * Runs {@code source} and calls {@code callback} with each event, one after another, on {@code
   * callbacks}. A call that throws is logged and not counted, and the next event still comes.
   *
   * <p>The control's completion tells how many calls succeeded, and comes after the last call has
   * returned. {@link ReplayControl#stop} and {@link ReplayControl#pause} take effect at once: only
   * the call under way is finished. While a callback runs, up to 1,024 events (about 1 MiB) that
   * became due are held; a callback that falls behind holds back the source, not more memory.
   */
  public static ReplayControl run(
      Source<StoredEvent, ReplayControl> source,
      Consumer<? super StoredEvent> callback,
      Executor callbacks,
      Materializer materializer) {
    CallbackRun run = new CallbackRun(callback, callbacks);
    Pair<ReplayControl, CompletionStage<Long>> running =
        source
            .batchWeighted(MAX_DUE_BYTES, Replays::weight, Replays::listOf, Replays::add)
            .mapAsync(1, run::deliver)
            .toMat(Sink.fold(0L, Long::sum), Keep.both())
            .run(materializer);
    return new CallbackControl(running.first(), run, running.second());
  }

  private static long weight(StoredEvent event) {
    return MAX_DUE_BYTES / MAX_DUE_EVENTS + event.event().payload().sizeInBytes();
  }

  private static List<StoredEvent> listOf(StoredEvent event) {
    return add(new ArrayList<>(), event);
  }

  private static List<StoredEvent> add(List<StoredEvent> due, StoredEvent event) {
    due.add(event);
    return due;
  }

  /** The source's control, except that callbacks obey at once and are what is counted. */
  private record CallbackControl(
      ReplayControl source, CallbackRun run, CompletionStage<Long> completion)
      implements ReplayControl {
    @Override
    public void stop() {
      run.stop();
      source.stop();
    }

    @Override
    public void pause() {
      run.pause();
      source.pause();
    }

    @Override
    public void resume() {
      source.resume();
      run.resume();
    }

    @Override
    public void setSpeed(double speed) {
      source.setSpeed(speed);
    }
  }
}
