package archon.bus.guest;

import archon.bus.event.BusClosed;
import archon.bus.event.BusException;
import archon.bus.link.FrameWriter;
import archon.bus.topic.Durability;
import archon.bus.topic.Pending;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * What the node answers one guest, until it is sent, and how much of what the guest has published
 * waits for an answer. What a guest may have unanswered bounds it. Safe from any thread.
 */
final class Replies {
  /** One frame to be sent. */
  private interface Reply {
    void put(FrameWriter out);
  }

  /** About what an event that waits takes beside its bytes. */
  private static final int EVENT_OVERHEAD = 200;

  private static final long NEVER = -1;

  private final Runnable wake;
  private final Runnable goOn;

  // Guarded by this, all below.
  private final Queue<Reply> queue = new ArrayDeque<>();
  private final Run run = new Run(); // stored, behind all in the queue
  private long unanswered; // bytes of publishes
  private long goOnAt = NEVER; // when so little is unanswered
  private boolean hasEnded; // nobody is there to be told
  private final CompletableFuture<Void> settled = new CompletableFuture<>();

  /**
   * @param wake called when there is something to send
   * @param goOn called when much of what had no room is answered; must be quick
   */
  Replies(Runnable wake, Runnable goOn) {
    this.wake = wake;
    this.goOn = goOn;
  }

  /** Publishes stored one after the other under numbers and seqs that rise together. */
  private static final class Run {
    private long firstNumber;
    private long firstSeq;
    private int count;
    private byte durability;

    boolean takes(long number, long seq, byte durable) {
      if (count == 0) {
        firstNumber = number;
        firstSeq = seq;
        durability = durable;
      }
      boolean fits =
          number == firstNumber + count && seq == firstSeq + count && durability == durable;
      count += fits ? 1 : 0;
      return fits;
    }
  }

  // ---- publishes; each is begun once, and then one of the following once

  synchronized void begun(Pending publish) {
    unanswered += bytes(publish);
  }

  private static long bytes(Pending publish) {
    return publish.bytes() + (long) publish.size() * EVENT_OVERHEAD;
  }

  /** Whether no more than {@code share} bytes are unanswered. If they are, it tells to go on. */
  synchronized boolean hasRoom(long share) {
    boolean hasRoom = unanswered <= share;
    goOnAt = hasRoom ? NEVER : share / 2; // not for each event that is stored
    return hasRoom;
  }

  void stored(GuestPublish publish, long seq, Durability durability) {
    long number = publish.number();
    byte durable = (byte) durability.ordinal();
    synchronized (this) {
      if (!run.takes(number, seq, durable)) {
        endRun();
        run.takes(number, seq, durable);
      }
      answered(publish);
    }
    wake.run();
  }

  private void endRun() {
    if (run.count > 0) {
      long firstNumber = run.firstNumber;
      long firstSeq = run.firstSeq;
      int count = run.count;
      byte durability = run.durability;
      queue.add(out -> out.stored(firstNumber, count, firstSeq, durability));
      run.count = 0;
    }
  }

  private void answered(Pending publish) {
    unanswered -= bytes(publish);
    if (unanswered <= goOnAt) {
      goOnAt = NEVER;
      goOn.run();
    }
    settleIfDone();
  }

  void duplicate(GuestPublish publish, long seq) {
    answer(publish, out -> out.duplicate(publish.number(), seq));
  }

  /**
   * @param seqs one for each event, negative if it is a duplicate
   */
  void storedGroup(GuestPublishAll publish, long[] seqs, Durability durability) {
    byte durable = (byte) durability.ordinal();
    answer(publish, out -> out.storedGroup(publish.number(), durable, seqs));
  }

  void notStored(Pending publish, long number, BusException failure) {
    if (failure instanceof BusClosed) {
      forget(publish); // the guest asks the next node
    } else {
      answer(publish, out -> out.failed(number, Failures.told(failure)));
    }
  }

  private synchronized void forget(Pending publish) {
    answered(publish);
  }

  private void answer(Pending publish, Reply reply) {
    synchronized (this) {
      add(reply);
      answered(publish);
    }
    wake.run();
  }

  // ---- calls

  void failed(long number, Throwable failure) {
    if (!(Failures.cause(failure) instanceof BusClosed)) { // else the guest asks the next node
      answer(out -> out.failed(number, Failures.told(failure)));
    }
  }

  void answer(long number, String json) {
    answer(
        out -> {
          out.answer(number, json);
          if (out.withdrawTooLong()) {
            out.failed(number, Failures.told(RemoteFailure.tooLong()));
          }
        });
  }

  private void answer(Reply reply) {
    synchronized (this) {
      add(reply);
    }
    wake.run();
  }

  // ---- all

  private void add(Reply reply) {
    endRun();
    queue.add(reply);
  }

  /** Puts what there is while there is room; whether more waits. */
  synchronized boolean fill(FrameWriter out) {
    endRun();
    while (!queue.isEmpty() && out.hasRoom()) {
      queue.remove().put(out);
    }
    return !queue.isEmpty();
  }

  /** The guest is gone. */
  synchronized void hasEnded() {
    hasEnded = true;
    settleIfDone();
  }

  private void settleIfDone() {
    if (hasEnded) {
      queue.clear();
      run.count = 0;
      if (unanswered == 0) {
        settled.complete(null);
      }
    }
  }

  /** Completes when the guest is gone and all that it published is stored or failed. */
  CompletableFuture<Void> settled() {
    return settled;
  }
}
