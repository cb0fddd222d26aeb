package archon.bus;

import archon.bus.event.Event;
import archon.bus.read.StartPosition;
import archon.bus.subscription.SubscriptionRequest;
import archon.bus.topic.ClearRequest;
import archon.bus.topic.PublishResult;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A bus in a process of its own. It does what its input says, one line after the other, answers
 * each with a line that begins with {@code =}, and ends with its input:
 *
 * <pre>
 * open DIRECTORY KEY=VALUE ..   = open, or the failure; what follows is about the bus opened last
 * subscribe NAME PATTERN        = subscribe, or the failure; from the first event on
 * load RATE TOPIC ..            = load; publishes so many events a second, topics in turn
 * burst COUNT TOPIC             = burst; publishes so many events at once
 * groups RATE SIZE TOPIC        = groups; publishes so many groups a second, each all or none
 * quiet                         = quiet; has stopped publishing, and all is answered
 * clear TOPIC                   = clear, or the failure
 * close                         = close; all that were opened
 * exit                          no answer: System.exit
 * </pre>
 *
 * Between the answers it tells {@code ack TOPIC SEQ ID BEGUN ENDED}, in milliseconds of the clock,
 * {@code fail TOPIC ID FAILURE} and {@code got TOPIC SEQ ID}. Events carry how many the process has
 * published before, and its pid as their source.
 */
final class BusProcess {
  private static final int WINDOW = 50;
  private static final String SOURCE = "process-" + ProcessHandle.current().pid();

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Semaphore window = new Semaphore(WINDOW);
  private final List<EventBus> buses = new CopyOnWriteArrayList<>();
  private @Nullable ScheduledFuture<?> load;
  private int published;

  private BusProcess() {}

  public static void main(String[] arguments) throws IOException {
    BusProcess process = new BusProcess();
    try (BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        process.obey(line.split(" "));
      }
    } finally {
      Runtime.getRuntime().halt(0); // whoever gave it orders is gone
    }
  }

  private void obey(String[] order) {
    try {
      tell("= " + done(order));
    } catch (RuntimeException failure) {
      tell("= failed " + oneLine(failure));
    }
  }

  private String done(String[] order) {
    switch (order[0]) {
      case "open" -> buses.add(EventBus.open(config(order)));
      case "subscribe" -> subscribe(order[1], order[2]);
      case "load" ->
          repeat(
              Integer.parseInt(order[1]), () -> publish(List.of(order).subList(2, order.length)));
      case "burst" -> burst(Integer.parseInt(order[1]), order[2]);
      case "groups" ->
          repeat(
              Integer.parseInt(order[1]), () -> publishGroup(Integer.parseInt(order[2]), order[3]));
      case "clear" -> BusCalls.join(bus().clear(ClearRequest.topic(order[1])));
      case "quiet" -> quieten();
      case "close" -> close();
      case "exit" -> System.exit(0);
      default -> throw new IllegalArgumentException(order[0]);
    }
    return order[0];
  }

  private static Config config(String[] order) {
    String settings = String.join("\n", Arrays.asList(order).subList(2, order.length));
    return ConfigFactory.parseString(settings)
        .withFallback(
            ConfigFactory.parseMap(Map.of("archon.bus.events-dir", Path.of(order[1]).toString())))
        .withFallback(ConfigFactory.load());
  }

  private EventBus bus() {
    return buses.get(buses.size() - 1);
  }

  private void close() {
    buses.forEach(EventBus::close);
    buses.clear();
  }

  private void subscribe(String name, String pattern) {
    SubscriptionRequest request =
        SubscriptionRequest.topic(pattern).named(name).from(StartPosition.All.INSTANCE);
    BusCalls.join(
        bus()
            .subscribe(
                request,
                stored ->
                    tell(
                        "got %s %d %s"
                            .formatted(
                                stored.event().topic(), stored.seq(), stored.event().id()))));
  }

  /** Publishes, with a limit to what is not answered yet. */
  private void repeat(int rate, Runnable publish) {
    load =
        clock.scheduleAtFixedRate(
            () -> {
              if (window.tryAcquire()) {
                publish.run();
              }
            },
            0,
            TimeUnit.SECONDS.toNanos(1) / rate,
            TimeUnit.NANOSECONDS);
  }

  private void publish(List<String> topics) {
    Event event = event(topics.get(published % topics.size()), published);
    published++;
    long begun = System.currentTimeMillis();
    var unused =
        bus()
            .publish(event)
            .whenComplete((result, failure) -> tellOutcome(event, begun, result, failure))
            .whenComplete((result, failure) -> window.release());
  }

  private void burst(int count, String topic) {
    for (int i = 0; i < count; i++) {
      Event event = event(topic, i);
      long begun = System.currentTimeMillis();
      var unused =
          bus()
              .publish(event)
              .whenComplete((result, failure) -> tellOutcome(event, begun, result, failure));
    }
  }

  private void publishGroup(int size, String topic) {
    List<Event> events = Stream.generate(() -> event(topic, published)).limit(size).toList();
    published++;
    long begun = System.currentTimeMillis();
    var unused =
        bus()
            .publishAll(events)
            .whenComplete(
                (results, failure) -> {
                  for (int i = 0; i < size; i++) {
                    tellOutcome(
                        events.get(i), begun, failure == null ? results.get(i) : null, failure);
                  }
                })
            .whenComplete((results, failure) -> window.release());
  }

  private static Event event(String topic, int number) {
    return Event.create(topic, Map.of("n", number), SOURCE);
  }

  private static void tellOutcome(
      Event event, long begun, @Nullable PublishResult result, @Nullable Throwable failure) {
    tell(
        result == null
            ? "fail %s %s %s".formatted(event.topic(), event.id(), oneLine(failure))
            : "ack %s %d %s %d %d"
                .formatted(
                    event.topic(), result.seq(), event.id(), begun, System.currentTimeMillis()));
  }

  private void quieten() {
    ScheduledFuture<?> running = load;
    if (running != null) {
      running.cancel(false);
    }
    window.acquireUninterruptibly(WINDOW);
    window.release(WINDOW);
  }

  private static String oneLine(@Nullable Throwable failure) {
    return String.valueOf(failure).replace('\n', ' ');
  }

  @SuppressWarnings("SystemOut") // its output is how it speaks to the test
  private static synchronized void tell(String line) {
    System.out.println(line);
    System.out.flush();
  }
}
