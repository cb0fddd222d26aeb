package archon.bus.read;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A priority queue of bounded memory: what passes the bound is moved to sorted runs in temporary
 * files, and polled from there when its turn comes. Files and buffers are bounded too, as runs are
 * merged when they become many.
 */
final class SpillingQueue implements AutoCloseable {
  private static final int MAX_RUNS = 32;

  private final Comparator<LazyEvent> order;
  private final long maxBytes;
  private final Path directory;
  private final PriorityQueue<LazyEvent> memory;
  private final PriorityQueue<SortedRun> runs;
  private long memoryBytes;
  private long wanted;
  private long runsWritten;

  /**
   * @param maxBytes memory for the entries; at least one is held whatever its size
   * @param directory where the files are made
   * @param wanted how many entries will be polled at most: those that cannot be among them are let
   *     go instead of being spilled
   */
  SpillingQueue(Comparator<LazyEvent> order, long maxBytes, Path directory, long wanted) {
    this.order = order;
    this.maxBytes = maxBytes;
    this.directory = directory;
    this.wanted = wanted;
    this.memory = new PriorityQueue<>(order);
    this.runs = new PriorityQueue<>((a, b) -> order.compare(headOf(a), headOf(b)));
  }

  void add(LazyEvent entry) {
    memory.add(entry);
    memoryBytes += entry.memoryBytes();
    if (memoryBytes > maxBytes) {
      spill();
    }
  }

  /** How many entries will still be polled at most. */
  long wanted() {
    return wanted;
  }

  /** The first entry, or null if there is none. */
  @Nullable LazyEvent peek() {
    return firstIsInRun() ? headOf(runs.element()) : memory.peek();
  }

  private boolean firstIsInRun() {
    LazyEvent inMemory = memory.peek();
    SortedRun run = runs.peek();
    return run != null && (inMemory == null || order.compare(headOf(run), inMemory) < 0);
  }

  /** Removes the first entry, or returns null if there is none. */
  @Nullable LazyEvent poll() {
    wanted--;
    if (firstIsInRun()) {
      SortedRun run = runs.remove();
      LazyEvent first = headOf(run);
      advance(run);
      return first;
    }
    LazyEvent first = memory.poll();
    memoryBytes -= first == null ? 0 : first.memoryBytes();
    return first;
  }

  /** How many files were written so far; for tests. */
  long runsWritten() {
    return runsWritten;
  }

  private void spill() {
    List<LazyEvent> sorted = new ArrayList<>(memory);
    sorted.sort(order);
    memory.clear();
    memoryBytes = 0;
    int wantedInMemory = (int) Math.min(sorted.size(), Math.max(0, wanted));
    int kept = 0;
    // The first half stays: those entries are polled soonest.
    while (kept < wantedInMemory && memoryBytes + sorted.get(kept).memoryBytes() <= maxBytes / 2) {
      memoryBytes += sorted.get(kept++).memoryBytes();
    }
    memory.addAll(sorted.subList(0, kept));
    if (kept < wantedInMemory) {
      write(sorted.subList(kept, wantedInMemory).iterator());
    }
  }

  private void write(Iterator<LazyEvent> sorted) {
    if (runs.size() >= MAX_RUNS) {
      mergeRuns();
    }
    runs.add(SortedRun.write(directory, sorted));
    runsWritten++;
  }

  private void mergeRuns() {
    SortedRun merged =
        SortedRun.write(
            directory,
            new Iterator<>() {
              @Override
              public boolean hasNext() {
                return !runs.isEmpty();
              }

              @Override
              public LazyEvent next() {
                SortedRun run = runs.remove();
                LazyEvent head = headOf(run);
                advance(run);
                return head;
              }
            });
    runs.add(merged);
    runsWritten++;
  }

  private void advance(SortedRun run) {
    run.advance();
    if (run.head() == null) {
      run.close();
    } else {
      runs.add(run);
    }
  }

  private static LazyEvent headOf(SortedRun run) {
    LazyEvent head = run.head();
    if (head == null) {
      throw new IllegalStateException("a run that is used up stayed in the queue");
    }
    return head;
  }

  @Override
  public void close() {
    memory.clear();
    memoryBytes = 0;
    while (!runs.isEmpty()) {
      runs.remove().close();
    }
  }
}
