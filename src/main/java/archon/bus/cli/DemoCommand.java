package archon.bus.cli;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.read.HistoryQuery;
import archon.bus.read.ReplayQuery;
import archon.bus.subscription.Subscription;
import archon.bus.subscription.SubscriptionRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Shows what the bus does. */
final class DemoCommand extends Command {
  private static final int TASKS = 8; // of each archon
  private static final Duration PAUSE = Duration.ofMillis(800);
  private static final Duration REPLAYED = Duration.ofSeconds(5);

  private final ArchonBusCli cli;

  DemoCommand(ArchonBusCli cli) {
    super("See the bus at work for ten seconds, in a new directory (or in --events-dir).");
    this.cli = cli;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Configuration configuration = cli.configuration();
    Path directory =
        cli.options().eventsDir.valueOrNull() == null
            ? Files.createTempDirectory("archon-bus-demo-")
            : configuration.eventsPlace().directory();
    try (NodeSession node = NodeSession.open(configuration, directory)) {
      play(node);
    }
    showFiles(directory);
    return ExitCode.OK;
  }

  private void play(NodeSession node) throws InterruptedException {
    say(
        "Two archons, fenrir and ezra, publish to three topics. A subscriber to \">\" is pushed every event:\n");
    CountDownLatch pushes = new CountDownLatch(2 * (2 * TASKS + TASKS / 3));
    Subscription subscription =
        node.subscribe(
            SubscriptionRequest.topic(">"),
            stored -> {
              show(stored);
              pushes.countDown();
            });
    List<CompletableFuture<Void>> archons =
        Stream.of("fenrir", "ezra")
            .map(name -> CompletableFuture.runAsync(() -> work(node, name)))
            .toList();
    archons.forEach(CompletableFuture::join);
    boolean ignored =
        pushes.await(5, TimeUnit.SECONDS); // in a directory in use there may be others
    node.unsubscribe(subscription);

    say("\nWhat fenrir completed, looked up afterwards (archon-bus history):\n");
    node.history(HistoryQuery.topic("task.completed").source("fenrir").last(3)).forEach(this::show);

    Instant since = Instant.now().minus(REPLAYED);
    say(
        "\nThe last %d seconds of all tasks again, ten times faster (archon-bus replay):\n"
            .formatted(REPLAYED.toSeconds()));
    long events =
        node.replay(
            new ReplayQuery(HistoryQuery.topic("task.*").topics(), since, null),
            10,
            this::showAgain);
    say("\nReplayed " + events + " events.");
  }

  /** What one archon does: a task, and every third time a word about it. */
  private static void work(NodeSession node, String archon) {
    for (int task = 1; task <= TASKS; task++) {
      Map<String, Object> payload = Map.of("task_id", archon + "-" + task);
      String correlationId = archon + "-" + task;
      node.publish(Event.create("task.started", payload, archon, correlationId, Map.of()));
      CompletableFuture.runAsync(
              () -> {}, CompletableFuture.delayedExecutor(PAUSE.toMillis(), TimeUnit.MILLISECONDS))
          .join();
      node.publish(Event.create("task.completed", payload, archon, correlationId, Map.of()));
      if (task % 3 == 0) {
        node.publish(Event.create("log.entry", Map.of("level", "info", "tasks", task), archon));
      }
    }
  }

  private void showFiles(Path directory) throws IOException {
    say("\nThe events are JSON Lines in " + directory + ":\n");
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".jsonl")).sorted().toList()) {
        say("  %-24s %6d bytes".formatted(file.getFileName(), Files.size(file)));
      }
    }
    String command = "  archon-bus --events-dir " + directory + " ";
    say("\nGo on with:\n");
    say(command + "history --topic task.completed --last 5");
    say(command + "subscribe --topic 'task.*' --all");
    say(command + "publish --topic task.started --payload '{\"task_id\":\"mine\"}' --source me");
    say("  tail -F " + directory.resolve("task.completed.jsonl"));
  }

  private void show(StoredEvent stored) {
    say("  " + EventFormat.text(stored));
  }

  private void showAgain(Event event) {
    say("  " + EventFormat.text(new StoredEvent(0, event)));
  }

  private void say(String text) {
    cli.console().out().line(text);
    cli.console().out().flush();
  }
}
