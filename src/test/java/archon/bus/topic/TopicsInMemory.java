package archon.bus.topic;

import archon.bus.event.Event;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.actor.typed.ActorSystem;

/** Topics over a journal in memory, for the tests of other rooms. */
public final class TopicsInMemory implements AutoCloseable {
  private final TopicsFixture fixture = TopicsFixture.inRealTime();
  private final CompletableFuture<Void> goOn = new CompletableFuture<>();

  public Topics open() {
    return fixture.open();
  }

  /** With some keys of {@code archon.bus.topic} replaced. */
  public Topics open(String overrides) {
    return fixture.open(TopicsFixture.settings(overrides));
  }

  /** No topic can be opened until {@link #goOn}: what is published waits. */
  public void holdUp() {
    fixture.storage.onPrepare = () -> goOn;
  }

  public void goOn() {
    goOn.complete(null);
  }

  public List<Event> stored(String topic) {
    return fixture.stored(topic);
  }

  public ActorSystem<?> system() {
    return fixture.actors.system();
  }

  @Override
  public void close() {
    goOn();
    fixture.close();
  }
}
