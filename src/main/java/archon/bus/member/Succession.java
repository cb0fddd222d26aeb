package archon.bus.member;

import archon.bus.guest.Guest;
import archon.bus.journal.Journal;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.pekko.Done;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A guest's life: with one node after the other, until its process is the node itself. Sequential
 * code on one thread; which of several guests comes next is decided by the lock.
 */
final class Succession {
  private static final Logger LOG = LoggerFactory.getLogger(Succession.class);

  /** A connection that ends sooner was of little use, be it by its node or by what was asked. */
  private static final long SHORT_NANOS = Duration.ofSeconds(1).toNanos();

  private final Guest guest;
  private final Election election;
  private final Consumer<Journal> promotion;
  private final Cancellable ticks;
  private final CompletableFuture<Done> ended = new CompletableFuture<>();
  private long shortPid; // the last connection was short, and to it; by its own thread, as the next
  private String lastTold = "";

  private Succession(
      Guest guest, Election election, Consumer<Journal> promotion, Cancellable ticks) {
    this.guest = guest;
    this.election = election;
    this.promotion = promotion;
    this.ticks = ticks;
  }

  /**
   * Begins it with the node that was found first.
   *
   * @param promotion makes this process the node; may fail, and is then tried again
   */
  static Succession begin(
      Guest guest,
      Election election,
      Seat.Joined first,
      Consumer<Journal> promotion,
      ActorSystem<?> system) {
    Cancellable ticks =
        system
            .scheduler()
            .scheduleWithFixedDelay(Guest.TICK, Guest.TICK, guest::tick, system.executionContext());
    Succession succession = new Succession(guest, election, promotion, ticks);
    // Nothing passes the time any more, and a node needs actors: what waits must not wait for ever.
    var unused = system.getWhenTerminated().thenCompose(done -> succession.end());
    Thread thread = new Thread(() -> succession.live(first), "archon-bus-guest");
    thread.setDaemon(true);
    thread.start();
    return succession;
  }

  private void live(Seat.Joined first) {
    boolean isNode = false;
    try {
      Seat seat = first;
      while (seat != null && !isNode) {
        isNode = hasBecomeNode(seat);
        seat = isNode ? null : election.next(guest::heldBy);
      }
    } finally {
      ticks.cancel();
      if (!isNode) {
        guest.disconnect(); // also if this failed: what waits must not wait for ever
      }
      ended.complete(Done.getInstance());
    }
  }

  private boolean hasBecomeNode(Seat seat) {
    if (seat instanceof Seat.Joined joined) {
      serve(joined);
      return false;
    }
    try {
      promotion.accept(((Seat.Held) seat).journal());
      return true;
    } catch (RuntimeException | Error failure) { // whatever it is: another guest may do better
      LOG.warn("cannot take the node's place at present, trying on", failure);
      election.rest();
      return false;
    }
  }

  private void serve(Seat.Joined joined) {
    long began = System.nanoTime();
    try {
      guest.serve(joined.node(), joined.pid());
    } catch (IOException | RuntimeException | Error failure) { // an answer without sense, no thread
      tell(joined.pid(), failure.toString());
    } finally {
      joined.leave();
    }
    boolean isShort = System.nanoTime() - began < SHORT_NANOS;
    if (isShort && joined.pid() == shortPid) { // not one that has ended
      election.rest();
    } else if (!isShort) {
      lastTold = "";
    }
    shortPid = isShort ? joined.pid() : 0;
  }

  /** Once, though it may happen again and again. */
  private void tell(long pid, String failure) {
    if (!failure.equals(lastTold)) {
      LOG.info("connection to the node, process [{}], broke: {}", pid, failure);
      lastTold = failure;
    }
  }

  /** Ends it; completes when no promotion can begin any more, and the directory is let go. */
  CompletionStage<Done> end() {
    election.stop();
    guest.disconnect();
    return ended;
  }
}
