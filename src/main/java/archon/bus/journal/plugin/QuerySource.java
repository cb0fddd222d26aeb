package archon.bus.journal.plugin;

import java.util.Collections;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * Emits what a query finds. Reads only on demand: a portion when the one before was emitted. What
 * was found before a failure is emitted first.
 */
final class QuerySource<T> extends GraphStage<SourceShape<T>> {
  private final Outlet<T> out = Outlet.create("JournalQuery.out");
  private final SourceShape<T> shape = SourceShape.of(out);
  private final Query.Opener<T> opener;
  private final Executor blocking;

  QuerySource(Query.Opener<T> opener, Executor blocking) {
    this.opener = opener;
    this.blocking = blocking;
  }

  @Override
  public SourceShape<T> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic {
    private final QueryReader<T> reader;
    private Iterator<T> ready = Collections.emptyIterator();
    private Portion.Next next = Portion.Next.MORE; // behind what is ready
    private @Nullable Throwable failure;

    Logic() {
      super(shape);
      AsyncCallback<Portion<T>> portions = createAsyncCallback(this::onPortion);
      reader = new QueryReader<>(opener, blocking, portions::invoke);
      setHandler(
          out,
          new AbstractOutHandler() {
            @Override
            public void onPull() {
              emit();
            }
          });
    }

    private void onPortion(Portion<T> portion) {
      ready = portion.items().iterator();
      next = portion.next();
      failure = portion.failure();
      emit();
    }

    /** Called when there is demand. */
    private void emit() {
      if (ready.hasNext()) {
        push(out, ready.next());
        if (!ready.hasNext() && next == Portion.Next.END) {
          complete(out);
        }
      } else if (next == Portion.Next.END) {
        complete(out);
      } else if (next == Portion.Next.FAILURE) {
        fail(out, Objects.requireNonNull(failure, "a failed portion says why"));
      } else {
        reader.read();
      }
    }

    @Override
    public void postStop() {
      reader.close();
    }
  }
}
