package archon.bus.bench;

import archon.bus.EventBus;
import archon.bus.topic.Durability;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongFunction;

/** Threads that publish as fast as acknowledgements let them. */
final class Publishers {
  private static final int NEWS_EVERY = 1_000;

  private final EventBus bus;
  private final BenchTopics topics;
  private final Load load;
  private final Watcher watcher;

  Publishers(EventBus bus, BenchTopics topics, Load load, Watcher watcher) {
    this.bus = bus;
    this.topics = topics;
    this.load = load;
    this.watcher = watcher;
  }

  /**
   * What was acknowledged.
   *
   * @param nanos from the first event made to the last acknowledgement
   */
  record Published(Tally tally, long nanos, Durability durability) {
    double perSecond() {
      return tally.events() / (nanos / 1e9);
    }
  }

  /**
   * Publishes so many events and waits for all acknowledgements.
   *
   * @param times the time of event n
   */
  Published publish(long events, LongFunction<Instant> times) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(load.publishers());
    try {
      List<Callable<Published>> shares = new ArrayList<>();
      for (int publisher = 0; publisher < load.publishers(); publisher++) {
        int first = publisher;
        shares.add(() -> share(first, events, times));
      }
      long started = System.nanoTime();
      List<Future<Published>> done = threads.invokeAll(shares);
      return sum(done, System.nanoTime() - started);
    } finally {
      threads.shutdown();
    }
  }

  private Published share(int first, long events, LongFunction<Instant> times) {
    EventMaker maker = new EventMaker(topics, load.payloadBytes());
    Window window = new Window(load.window() / load.publishers());
    int news = 0;
    for (long n = first; n < events; n += load.publishers()) {
      window.enter();
      var ignored = bus.publish(maker.event(n, times.apply(n))).whenComplete(window);
      if (++news == NEWS_EVERY) {
        watcher.done(news);
        news = 0;
      }
    }
    Durability durability = window.drain();
    watcher.done(news);
    return new Published(maker.made(), 0, durability);
  }

  private Published sum(List<Future<Published>> shares, long nanos) throws InterruptedException {
    Tally tally = new Tally(topics.count());
    Durability durability = Durability.DISK;
    for (Future<Published> share : shares) {
      try {
        Published published = share.get();
        tally.add(published.tally());
        durability = published.durability() == Durability.OS ? Durability.OS : durability;
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException failure
            ? failure
            : new BenchFailed("publish: " + e.getCause(), e);
      }
    }
    return new Published(tally, nanos, durability);
  }
}
