package archon.bus.member;

import archon.bus.event.BusException;
import archon.bus.guest.GuestRefused;
import archon.bus.guest.NodeNotResponding;
import archon.bus.journal.DirectoryInUse;
import archon.bus.journal.Journal;
import archon.bus.journal.NodeDescriptor;
import archon.bus.link.Introduction;
import archon.bus.link.LinkClient;
import archon.bus.settings.BusSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds this process's seat at an events directory. Only the lock tells whether somebody holds it;
 * what the holder wrote of itself only tells where it serves others, and may be that of one that
 * was killed. For one thread at a time but where stated.
 */
final class Election {
  private static final Logger LOG = LoggerFactory.getLogger(Election.class);

  private static final long PAUSE_MILLIS = 20;

  /** After a failure to take the node's place: another guest may do better. */
  private static final long REST_MILLIS = 1_000;

  private final Path directory;
  private final BusSettings settings;
  private final Introduction self;
  private String lastTold = "";
  private final CountDownLatch stopped = new CountDownLatch(1);
  private @Nullable Thread atTheDoor; // guarded by this; waits for a node's greeting

  /**
   * @param directory its real path
   */
  Election(Path directory, BusSettings settings) {
    this.directory = directory;
    this.settings = settings;
    this.self = NodeDoor.introduction(Introduction.Kind.BUS);
  }

  /**
   * Waits for a seat, {@code archon.bus.lock-wait} long if whoever holds the directory does not
   * serve others.
   *
   * @throws DirectoryInUse if that does not help
   * @throws GuestRefused if it lets this process not in
   * @throws NodeNotResponding if a node serves others, but hangs
   * @throws BusException if the directory cannot be used
   */
  Seat first() {
    long deadline = System.nanoTime() + settings.lockWait().toNanos();
    while (true) {
      try {
        return attempt();
      } catch (DirectoryInUse | GuestRefused e) {
        if (System.nanoTime() - deadline >= 0 || !pause(PAUSE_MILLIS)) {
          throw e;
        }
      }
    }
  }

  /**
   * Waits for the next seat, however long that takes; null after {@link #stop}.
   *
   * @param heldBy told the process id of whoever holds the directory and gives no seat, 0 if that
   *     cannot be told
   */
  @Nullable Seat next(LongConsumer heldBy) {
    long began = System.nanoTime();
    while (pause(PAUSE_MILLIS)) {
      try {
        Seat seat = attempt();
        lastTold = "";
        return seat;
      } catch (DirectoryInUse e) { // usual for a moment
        heldBy.accept(e.pid());
        if (System.nanoTime() - began >= settings.node().timeout().toNanos()) {
          tell(e);
        }
      } catch (GuestRefused e) {
        heldBy.accept(e.pid());
        tell(e);
        rest();
      } catch (NodeNotResponding e) {
        heldBy.accept(e.pid());
        tell(e);
      } catch (RuntimeException | Error e) { // a full disk, no thread, a jar that was replaced
        tell(e);
        rest();
      }
    }
    return null;
  }

  /** Keeps out of the way of other guests for a while. */
  void rest() {
    pause(REST_MILLIS);
  }

  /** Ends the search at once. Safe from any thread. */
  synchronized void stop() {
    stopped.countDown();
    if (atTheDoor != null) {
      atTheDoor.interrupt();
    }
  }

  /** Once, though it is tried until it is over. */
  private void tell(Throwable failure) {
    String message = failure.toString();
    if (!message.equals(lastTold)) {
      LOG.warn("no place at {} yet, trying on: {}", directory, message);
      lastTold = message;
    }
  }

  private Seat attempt() {
    try {
      return new Seat.Held(Journal.open(directory, settings.journal()));
    } catch (DirectoryInUse inUse) {
      NodeDescriptor node = NodeDoor.servingHolder(directory);
      if (node == null) {
        throw inUse;
      }
      try {
        return new Seat.Joined(enter(node), node.pid());
      } catch (IOException e) { // gone in this moment, or its file is of something else
        inUse.addSuppressed(e);
        throw inUse;
      }
    }
  }

  /** Interrupted by {@link #stop} here and nowhere else: what uses files must not be. */
  private LinkClient enter(NodeDescriptor node) throws IOException {
    synchronized (this) {
      if (stopped.getCount() == 0) {
        throw new IOException("the search is over");
      }
      atTheDoor = Thread.currentThread();
    }
    try {
      return NodeDoor.enter(node, self, settings.node().timeout());
    } finally {
      synchronized (this) {
        atTheDoor = null;
        if (stopped.getCount() == 0) {
          var unused = Thread.interrupted(); // by stop, for what is over now
        }
      }
    }
  }

  /** Random, so that those who wait do not meet again and again; false if it is over. */
  private boolean pause(long millis) {
    try {
      long random = millis + ThreadLocalRandom.current().nextLong(millis);
      return !stopped.await(random, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
