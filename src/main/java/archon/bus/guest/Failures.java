package archon.bus.guest;

import archon.bus.event.BusException;
import archon.bus.event.EventRefused;
import archon.bus.link.Failure;
import archon.bus.topic.BusOverloaded;
import archon.bus.topic.EventConflict;
import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishRefused;
import archon.bus.topic.TopicUnavailable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What fails at the node, on its way to the guest that asked. */
final class Failures {
  private static final String REFUSED = "event-refused";
  private static final String CONFLICT = "event-conflict";
  private static final String OVERLOADED = "overloaded";
  private static final String UNAVAILABLE = "topic-unavailable";
  private static final String NOT_STORED = "publish-refused";
  private static final String UNKNOWN = "outcome-unknown";
  private static final String OTHER = "other";

  /** Characters. What a message quotes may be of any length, a frame of the link may not. */
  private static final int LONGEST_MESSAGE = 10_000;

  private Failures() {}

  static Failure told(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof EventConflict conflict) {
      return new Failure(
          CONFLICT, message(cause), conflict.topic(), conflict.eventId(), conflict.seq());
    }
    if (cause instanceof EventRefused) {
      return of(REFUSED, cause, null);
    }
    if (cause instanceof BusOverloaded overloaded) {
      return of(OVERLOADED, cause, overloaded.topic());
    }
    if (cause instanceof TopicUnavailable unavailable) {
      return of(UNAVAILABLE, cause, unavailable.topic());
    }
    if (cause instanceof PublishRefused refused) {
      return of(NOT_STORED, cause, refused.topic());
    }
    if (cause instanceof PublishOutcomeUnknown unknown) {
      return of(UNKNOWN, cause, unknown.topic());
    }
    return of(OTHER, cause, null);
  }

  /** What a stage has failed with. */
  static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static Failure of(String kind, Throwable cause, @Nullable String topic) {
    return new Failure(kind, message(cause), topic, null, 0);
  }

  private static String message(Throwable cause) {
    String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
    return message.substring(0, Math.min(message.length(), LONGEST_MESSAGE));
  }

  static BusException exception(Failure failure) {
    String topic = String.valueOf(failure.topic());
    return switch (failure.kind()) {
      case REFUSED -> new EventRefused(failure.message());
      case CONFLICT -> new EventConflict(topic, String.valueOf(failure.id()), failure.seq());
      case OVERLOADED -> new BusOverloaded(topic, failure.message());
      case UNAVAILABLE -> new TopicUnavailable(topic, failure.message());
      case NOT_STORED -> new PublishRefused(topic, failure.message());
      case UNKNOWN -> new PublishOutcomeUnknown(topic, failure.message());
      default -> new RemoteFailure(failure.message());
    };
  }
}
