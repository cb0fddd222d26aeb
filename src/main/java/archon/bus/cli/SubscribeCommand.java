package archon.bus.cli;

import archon.bus.event.StoredEvent;
import archon.bus.event.TopicPattern;
import archon.bus.guest.NodeSettings;
import archon.bus.journal.NodeDescriptor;
import archon.bus.subscription.SubscriptionRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Follows topics. */
final class SubscribeCommand extends Command {
  private static final long LONG_MILLIS = 1_000;

  private final ArchonBusCli cli;

  private final Argument<TopicPattern> topic =
      option(
              "--topic",
              "TOPIC",
              new Arguments.Pattern(),
              "Topic, or a pattern (task.*, task.>) that also selects topics created later.")
          .required();

  private final StartOptions start = oneOf(new StartOptions());

  private final Argument<Long> count =
      option("--count", "N", new Arguments.Count(), "End after N events.");

  private final Argument<String> name =
      option("--name", "NAME", "Remember the position under this name and go on there next time.");

  private final Argument<Double> intervalSeconds =
      option(
              "--interval",
              "SECONDS",
              double.class,
              "Time between two looks at the files while there is no process that holds the directory and tells "
                  + "what is new. Default: 0.025.")
          .byDefault(0.025);

  private long printed;

  SubscribeCommand(ArchonBusCli cli) {
    super(
        "Print events as they are published, until Ctrl-C.",
        "Where the events directory is not there yet, waits for whoever creates it; with --name, creates it.");
    this.cli = cli;
  }

  @Override
  public Integer call() throws InterruptedException {
    double seconds = intervalSeconds.value();
    if (!(seconds >= 0.001 && seconds <= 3600)) {
      throw usage("--interval: expected 0.001 to 3600 seconds but found " + seconds);
    }
    Console console = cli.console();
    try (Interruption interruption = Interruption.install(() -> console.say("\nUnsubscribed."))) {
      String subscription = name.valueOrNull();
      return subscription == null ? follow(interruption) : followNamed(interruption, subscription);
    }
  }

  private int follow(Interruption interruption) throws InterruptedException {
    ReadSession session = ReadSession.openAnyway(cli);
    Console console = cli.console();
    requireReadableIfThere(session.place());
    Duration timeout = cli.configuration().section("node", NodeSettings::from).timeout();
    long millis = Math.round(intervalSeconds.value() * 1_000);
    try (Follower follower =
            Follower.start(
                session.journal(), session.reads(), topic.value(), start.position(), console::say);
        News news =
            new News(session.place().directory(), topic.value(), timeout, millis, interruption)) {
      sayListening();
      while (!interruption.isRequested() && isMoreWanted()) {
        boolean any = follower.poll(this::print);
        if (!any) {
          news.await();
        }
      }
      return follower.metDamage() ? ExitCode.DAMAGED : ExitCode.OK;
    }
  }

  private int followNamed(Interruption interruption, String subscription)
      throws InterruptedException {
    SubscriptionRequest request =
        SubscriptionRequest.topic(topic.value().text()).from(start.position()).named(subscription);
    EventsPlace place = cli.configuration().eventsPlace();
    boolean isCreated = !place.exists();
    try (NodeSession node = open(place.directory())) {
      if (isCreated) {
        say("created events directory %s (%s)".formatted(place.directory(), place.origin()));
      }
      new NamedFollower(cli.console().out(), interruption, count.valueOrNull())
          .follow(node, request, this::sayListening);
    }
    return ExitCode.OK;
  }

  /** Says what it waits for if that takes long. */
  private NodeSession open(Path directory) {
    CompletableFuture<Void> notice =
        CompletableFuture.runAsync(
            () -> sayWaiting(directory),
            CompletableFuture.delayedExecutor(LONG_MILLIS, TimeUnit.MILLISECONDS));
    try {
      return NodeSession.open(cli.configuration());
    } finally {
      notice.cancel(false);
    }
  }

  private void sayWaiting(Path directory) {
    NodeDescriptor holder = NodeDescriptor.of(directory);
    if (holder != null && holder.pid() != ProcessHandle.current().pid()) {
      say(
          "waiting for process %d, which holds the events directory and has not let this one in yet"
              .formatted(holder.pid()));
    }
  }

  /** A directory that is not there may come. */
  private void requireReadableIfThere(EventsPlace place) {
    if (Files.exists(place.directory())) {
      place.requireReadable();
    } else {
      say(
          "events directory %s (%s): there is none yet; whoever publishes first creates it"
              .formatted(place.directory(), place.origin()));
    }
  }

  private void say(String words) {
    cli.console().say("archon-bus: " + words);
  }

  private void sayListening() {
    cli.console().say("Listening on topic: " + topic.value() + " (Ctrl+C to stop)");
  }

  private boolean isMoreWanted() {
    Long wanted = count.valueOrNull();
    return wanted == null || printed < wanted;
  }

  private boolean print(StoredEvent stored) {
    cli.console().out().line(EventFormat.pythonLine(stored));
    cli.console().out().flush();
    printed++;
    return isMoreWanted();
  }
}
