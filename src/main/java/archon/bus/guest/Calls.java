package archon.bus.guest;

import archon.bus.link.FrameWriter;
import archon.bus.topic.Topics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What this process asks of the node and was not answered yet. Safe from any thread. */
final class Calls {
  /**
   * One question.
   *
   * @param frame puts it, under a number
   * @param locally asks the topics of this process, if that has become the node
   * @param wasSent whether a node may have heard it
   */
  record Call(
      ObjLongConsumer<FrameWriter> frame,
      Function<Topics, CompletionStage<String>> locally,
      long sinceTick,
      CompletableFuture<String> answer,
      AtomicBoolean wasSent) {
    Call(
        ObjLongConsumer<FrameWriter> frame,
        Function<Topics, CompletionStage<String>> locally,
        long sinceTick,
        CompletableFuture<String> answer) {
      this(frame, locally, sinceTick, answer, new AtomicBoolean());
    }
  }

  // Guarded by this, all below.
  private final Queue<Call> queue = new ArrayDeque<>();
  private final Map<Long, Call> asked = new HashMap<>();
  private long lastNumber;

  synchronized void add(Call call) {
    queue.add(call);
  }

  /**
   * Puts what waits while there is room.
   *
   * @return calls that the node would not take: it would end the connection, and the next one, and
   *     hold up all else; whoever asks tells them
   */
  synchronized List<Call> fill(FrameWriter out) {
    List<Call> tooLong = new ArrayList<>(0);
    while (!queue.isEmpty() && out.hasRoom()) {
      Call call = queue.element();
      call.frame().accept(out, ++lastNumber);
      if (out.withdrawTooLong()) {
        tooLong.add(call);
      } else {
        asked.put(lastNumber, call);
        call.wasSent().set(true);
      }
      queue.remove(); // only now: what fails above it is not forgotten
    }
    return tooLong;
  }

  /** Removes a call that was answered; null if it was given up. */
  synchronized @Nullable Call answered(long number) {
    return asked.remove(number);
  }

  /** Removes those calls; whoever asks tells them why. */
  synchronized List<Call> giveUp(Predicate<Call> which) {
    List<Call> givenUp = new ArrayList<>(asked.values());
    givenUp.addAll(queue);
    givenUp.removeIf(which.negate());
    asked.values().removeAll(givenUp);
    queue.removeAll(givenUp);
    return givenUp;
  }

  /** Completes once all that there is now is answered, or given up. */
  synchronized CompletionStage<Void> answered() {
    return CompletableFuture.allOf(
            Stream.concat(asked.values().stream(), queue.stream())
                .map(Call::answer)
                .toArray(CompletableFuture[]::new))
        .handle((done, failure) -> null);
  }

  /** What was asked is asked again. */
  synchronized void disconnected() {
    queue.addAll(asked.values());
    asked.clear();
  }
}
