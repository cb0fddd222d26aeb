package archon.bus.guest;

import archon.bus.event.EncodedEvent;
import archon.bus.event.EventDigest;
import archon.bus.link.Failure;
import archon.bus.link.FrameWriter;
import archon.bus.link.GuestFrames;
import archon.bus.link.LinkClient;
import archon.bus.read.TopicSelection;
import archon.bus.topic.ClearLimit;
import archon.bus.topic.Durability;
import archon.bus.topic.PublishResult;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What a command asks the node that it is connected to: one question at a time, each waited for. It
 * neither comes back to another node nor becomes one. For one thread.
 */
public final class NodeVisit implements Closeable {
  private static final long LOOK_MILLIS = 100;
  private static final long NUMBER = 1; // of the one question there is

  private final LinkClient node;
  private final long pid;
  private final Duration timeout;
  private final Queue<Consumer<FrameWriter>> toSend = new ConcurrentLinkedQueue<>();
  private volatile CompletableFuture<Object> answer = new CompletableFuture<>();
  private volatile Runnable heard = () -> {};
  private volatile boolean hasEnded;

  private NodeVisit(LinkClient node, long pid, Duration timeout) {
    this.node = node;
    this.pid = pid;
    this.timeout = timeout;
  }

  /**
   * @param pid of the node, for messages
   * @param timeout how long it may be silent
   */
  public static NodeVisit begin(LinkClient node, long pid, Duration timeout) {
    NodeVisit visit = new NodeVisit(node, pid, timeout);
    node.start(visit::fill);
    Thread reader = new Thread(visit::read, "archon-bus-visit");
    reader.setDaemon(true);
    reader.start();
    return visit;
  }

  /** The node is gone: a question it had not answered may or may not have been heard. */
  public static final class NodeGone extends IOException {
    private static final long serialVersionUID = 1L;

    NodeGone(long pid) {
      super("process %d, which held the events directory, is gone".formatted(pid));
    }
  }

  /**
   * As {@link archon.bus.topic.TopicWriter#publish}.
   *
   * @throws NodeGone if it may or may not be stored
   * @throws NodeNotResponding the same, of a node that is still there
   */
  public PublishResult publish(EncodedEvent event) throws NodeGone {
    EventDigest digest = event.digest();
    Object told =
        ask(
            out -> {
              out.beginPublish(event.topic(), NUMBER);
              out.event(digest.idHigh(), digest.idLow(), digest.contentCrc(), 0, event.head());
              out.endPublish();
            });
    Stored stored = (Stored) told;
    return PublishResult.of(event.event(), stored.seq(), stored.durability());
  }

  private record Stored(long seq, Durability durability) {}

  /**
   * As {@link archon.bus.topic.TopicWriter#clear}.
   *
   * @throws NodeGone if it may or may not be done
   * @throws NodeNotResponding the same, of a node that is still there
   */
  public long clear(String topic, ClearLimit limit) throws NodeGone {
    Object told = ask(out -> out.clear(NUMBER, topic, ClearLimits.toJson(limit)));
    return Long.parseLong((String) told);
  }

  /** What the node tells of itself and its guests, as JSON. */
  public String status() throws NodeGone {
    return (String) ask(out -> out.status(NUMBER));
  }

  /**
   * Has {@code heard} called whenever something may have been stored in these topics, and when the
   * node is gone; on another thread.
   */
  public void watch(TopicSelection topics, Runnable heard) {
    this.heard = heard;
    send(out -> RemotePushes.watch(out, Stream.of(topics)));
  }

  /** Whether the node is gone. */
  public boolean hasEnded() {
    return hasEnded;
  }

  private Object ask(Consumer<FrameWriter> question) throws NodeGone {
    CompletableFuture<Object> asked = new CompletableFuture<>();
    answer = asked;
    if (hasEnded) {
      throw new NodeGone(pid);
    }
    send(question);
    while (true) {
      try {
        return asked.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (node.silence().compareTo(timeout) > 0) {
          throw new NodeNotResponding(pid, timeout);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new NodeGone(pid);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof NodeGone gone) {
          throw gone;
        }
        throw (RuntimeException) e.getCause();
      }
    }
  }

  private void send(Consumer<FrameWriter> frame) {
    toSend.add(frame);
    node.wake();
  }

  private boolean fill(FrameWriter out) {
    for (var next = toSend.poll(); next != null; next = toSend.poll()) {
      next.accept(out);
      if (out.withdrawTooLong()) {
        answer.completeExceptionally(RemoteFailure.tooLong());
      }
    }
    return false;
  }

  private void read() {
    try {
      node.readAll(new Answers());
    } catch (IOException e) {
      // Told as every end is: whoever waits for an answer gets none.
    } finally {
      hasEnded = true;
      answer.completeExceptionally(new NodeGone(pid));
      heard.run();
    }
  }

  @Override
  public void close() {
    node.close();
  }

  private final class Answers implements GuestFrames {
    @Override
    public void stored(long firstNumber, int count, long firstSeq, byte durability) {
      answer.complete(new Stored(firstSeq, Durability.values()[durability]));
    }

    @Override
    public void duplicate(long number, long seq) {
      answer.complete(new Stored(-seq, Durability.OS));
    }

    @Override
    public void storedGroup(long number, byte durability, long[] seqs) {
      throw new IllegalStateException("no group was published");
    }

    @Override
    public void failed(long number, Failure failure) {
      answer.completeExceptionally(Failures.exception(failure));
    }

    @Override
    public void hint(String topic, long firstSeq, long lastSeq) {
      heard.run();
    }

    @Override
    public void watched() {
      heard.run(); // what was stored before is in the files
    }

    @Override
    public void answer(long number, String json) {
      answer.complete(json);
    }

    @Override
    public void goodbye() {
      // The end of the connection follows.
    }
  }
}
