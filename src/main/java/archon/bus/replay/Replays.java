package archon.bus.replay;

import archon.bus.event.StoredEvent;
import archon.bus.read.PacedReplay;
import java.util.concurrent.CompletableFuture;
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
  private Replays() {}

  /**
   * Runs {@code source} and calls {@code callback} with each event, one after another, on {@code
   * callbacks}. A call that throws is logged and not counted, and the next event still comes.
   *
   * <p>The control's completion tells how many calls succeeded, and comes after the last call has
   * returned. After {@link ReplayControl#stop} only the call under way is finished.
   */
  public static ReplayControl run(
      Source<StoredEvent, ReplayControl> source,
      Consumer<? super StoredEvent> callback,
      Executor callbacks,
      Materializer materializer) {
    Pair<ReplayControl, CompletionStage<Long>> running =
        source
            .mapAsync(
                1,
                event ->
                    CompletableFuture.supplyAsync(
                        () -> PacedReplay.deliver(event, callback), callbacks))
            .toMat(Sink.fold(0L, (count, delivered) -> delivered ? count + 1 : count), Keep.both())
            .run(materializer);
    return new Delivering(running.first(), running.second());
  }

  /** The source's control, except that it counts what was delivered. */
  private record Delivering(ReplayControl source, CompletionStage<Long> completion)
      implements ReplayControl {
    @Override
    public void stop() {
      source.stop();
    }

    @Override
    public void pause() {
      source.pause();
    }

    @Override
    public void resume() {
      source.resume();
    }

    @Override
    public void setSpeed(double speed) {
      source.setSpeed(speed);
    }
  }
}
