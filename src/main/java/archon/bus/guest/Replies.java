package archon.bus.guest;

import archon.bus.event.BusClosed;
import archon.bus.event.BusException;
import archon.bus.link.FrameWriter;
import archon.bus.topic.Durability;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;

/**
 * What the node answers one guest, until it is sent. What a guest may have unanswered bounds it.
 * Safe from any thread.
 */
final class Replies {
  /** One frame to be sent. */
  private interface Reply {
    void put(FrameWriter out);
  }

  private final Runnable wake;

  // Guarded by this, all below.
  private final Queue<Reply> queue = new ArrayDeque<>();
  private final Run run = new Run(); // stored, behind all in the queue
  private int unanswered;
  private boolean hasEnded; // nobody is there to be told
  private final CompletableFuture<Void> settled = new CompletableFuture<>();

  Replies(Runnable wake) {
    this.wake = wake;
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

  synchronized void begun() {
    unanswered++;
  }

  void stored(long number, long seq, Durability durability) {
    byte durable = (byte) durability.ordinal();
    synchronized (this) {
      if (!run.takes(number, seq, durable)) {
        endRun();
        run.takes(number, seq, durable);
      }
      publishAnswered();
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

  private void publishAnswered() {
    unanswered--;
    settleIfDone();
  }

  void duplicate(long number, long seq) {
    add(out -> out.duplicate(number, seq), true);
  }

  /**
   * @param seqs one for each event, negative if it is a duplicate
   */
  void storedGroup(long number, long[] seqs, Durability durability) {
    add(out -> out.storedGroup(number, (byte) durability.ordinal(), seqs), true);
  }

  void notStored(long number, BusException failure) {
    if (failure instanceof BusClosed) {
      forget(); // the guest asks the next node
    } else {
      add(out -> out.failed(number, Failures.told(failure)), true);
    }
  }

  private synchronized void forget() {
    publishAnswered();
  }

  // ---- calls

  void failed(long number, Throwable failure) {
    if (!(Failures.cause(failure) instanceof BusClosed)) { // else the guest asks the next node
      add(out -> out.failed(number, Failures.told(failure)), false);
    }
  }

  void answer(long number, String json) {
    add(
        out -> {
          out.answer(number, json);
          if (out.withdrawTooLong()) {
            out.failed(number, Failures.told(RemoteFailure.tooLong()));
          }
        },
        false);
  }

  // ---- all

  private void add(Reply reply, boolean isOfPublish) {
    synchronized (this) {
      endRun();
      queue.add(reply);
      if (isOfPublish) {
        publishAnswered();
      }
    }
    wake.run();
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
