package archon.bus.http;

import archon.bus.event.BusClosed;
import archon.bus.event.BusException;
import archon.bus.event.EventFormatException;
import archon.bus.event.EventRefused;
import archon.bus.http.Problem.Kind;
import archon.bus.topic.BusOverloaded;
import archon.bus.topic.EventConflict;
import archon.bus.topic.PublishOutcomeUnknown;
import archon.bus.topic.PublishRefused;
import archon.bus.topic.TopicUnavailable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells failures as problems: the one place that knows which failure is which status. */
final class Problems {
  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private final ServedBus bus;

  Problems(ServedBus bus) {
    this.bus = bus;
  }

  /** Never throws. What nobody foresaw is logged, without anything of the request. */
  Problem of(Throwable thrown) {
    Throwable failure = thrown;
    while (failure instanceof CompletionException && failure.getCause() != null) {
      failure = failure.getCause();
    }
    if (failure instanceof Refusal refusal) {
      return refusal.problem();
    }
    if (failure instanceof TimeoutException) {
      return Problem.of(
          Kind.OUTCOME_UNKNOWN,
          "the bus did not answer in time; what was asked for may be done yet, a repeated publish needs the same event id");
    }
    if (failure instanceof BusException onPurpose) {
      return of(onPurpose);
    }
    LOG.error("A request failed in a way that nobody foresaw", failure);
    return Problem.of(
        Kind.UNEXPECTED, "the bus failed in a way that nobody foresaw; its log tells");
  }

  private Problem of(BusException failure) {
    Problem problem = Problem.of(kind(failure), String.valueOf(failure.getMessage()));
    if (failure instanceof EventConflict conflict) {
      return problem.with("topic", conflict.topic()).with("seq", conflict.seq());
    }
    boolean isTemporary = problem.kind() == Kind.OVERLOADED || problem.kind() == Kind.UNAVAILABLE;
    return isTemporary ? problem.with(RawHeader.create("Retry-After", "1")) : problem;
  }

  private Kind kind(BusException failure) {
    if (failure instanceof EventFormatException) {
      return Kind.MALFORMED;
    } else if (failure instanceof EventRefused) {
      return Kind.REFUSED;
    } else if (failure instanceof EventConflict) {
      return Kind.CONFLICT;
    } else if (failure instanceof PublishOutcomeUnknown) {
      return Kind.OUTCOME_UNKNOWN; // also where the disk is full: whether it is stored counts more
    } else if (bus.isDiskFull(failure)) {
      return Kind.DISK_FULL;
    } else if (failure instanceof BusOverloaded) {
      return Kind.OVERLOADED;
    } else if (failure instanceof BusClosed
        || failure instanceof TopicUnavailable
        || failure instanceof PublishRefused) {
      return Kind.UNAVAILABLE;
    }
    return Kind.UNREADABLE; // nothing else is thrown on purpose but by reads
  }
}
