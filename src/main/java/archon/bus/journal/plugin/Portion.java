package archon.bus.journal.plugin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one read of a query found.
 *
 * @param next how the query goes on behind {@code items}
 * @param failure why it does not, only with {@link Next#FAILURE}
 */
record Portion<T>(List<T> items, Next next, @Nullable Throwable failure) {
  /** What follows a portion. */
  enum Next {
    /** The next portion can be read now. */
    MORE,
    /** Nothing before the query's signal tells so. */
    WAIT,
    END,
    FAILURE
  }

  static <T> Portion<T> of(List<T> items, Next next) {
    return new Portion<>(items, next, null);
  }

  static <T> Portion<T> failed(List<T> items, Throwable failure) {
    return new Portion<>(items, Next.FAILURE, failure);
  }
}
