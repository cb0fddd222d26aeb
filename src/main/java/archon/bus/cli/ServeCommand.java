package archon.bus.cli;

import archon.bus.EventBus;
import archon.bus.guest.GuestRefused;
import archon.bus.guest.NodeNotResponding;
import archon.bus.guest.NodeSettings;
import archon.bus.http.HttpSettings;
import archon.bus.journal.DirectoryInUse;
import archon.bus.journal.NodeDescriptor;
import archon.bus.journal.NodeService;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds the directory for others. */
final class ServeCommand extends Command {
  /** Others wait for it: there is no shorter life to spare the start. */
  private static final Config AT_ONCE =
      ConfigFactory.parseMap(Map.of("archon.bus.http.start-delay", "0s"));

  private static final long LOOK_MILLIS = 50;

  /** Between tries to get in, each of which waits a while itself. */
  private static final long RETRY_MILLIS = 1_000;

  private final ArchonBusCli cli;
  private boolean isStandbyTold;

  private final Argument<Boolean> isStandby =
      flag(
          "--standby",
          "Wait while another process serves the directory, and take over when that ends.");

  ServeCommand(ArchonBusCli cli) {
    super(
        "Hold the events directory and serve other processes, until Ctrl-C. Prints the URL for HTTP.",
        "Whatever opens the directory first serves the others too; this command is for where nothing"
            + " else stays.");
    this.cli = cli;
  }

  @Override
  public Integer call() throws InterruptedException {
    Configuration configuration = cli.configuration();
    Path directory = configuration.eventsPlace().directory();
    if (!isStandby.value()) {
      requireFree(directory, configuration.section("node", NodeSettings::from).timeout());
    }
    Console console = cli.console();
    try (Interruption interruption = Interruption.install(() -> console.say("\nStopped."));
        EventBus bus = open(directory, interruption)) {
      if (bus != null && awaitTurn(bus, interruption)) {
        tell(
            "Serving %s as process %d (Ctrl+C to stop)"
                .formatted(bus.eventsDir(), ProcessHandle.current().pid()));
        tellUrl(bus, interruption);
        interruption.await();
      }
    }
    return ExitCode.OK;
  }

  /** Null if the process is told to end before whoever holds the directory lets it in. */
  private @Nullable EventBus open(Path directory, Interruption interruption)
      throws InterruptedException {
    Config config = AT_ONCE.withFallback(cli.configuration().whole());
    if (isStandby.value() && NodeDescriptor.of(directory) != null) {
      tellStandby(directory); // opening takes long where that hangs
    }
    boolean isTold = false;
    while (!interruption.isRequested()) {
      try {
        return EventBus.open(directory, config);
      } catch (DirectoryInUse | NodeNotResponding | GuestRefused refused) {
        if (!isStandby.value()) {
          throw refused;
        }
        tellStandby(directory);
        if (!isTold) {
          cli.console().say("archon-bus: for now " + refused.getMessage());
          isTold = true;
        }
        interruption.await(RETRY_MILLIS);
      }
    }
    return null;
  }

  /** False if the process is told to end before. */
  private boolean awaitTurn(EventBus bus, Interruption interruption) throws InterruptedException {
    if (!isNode(bus)) {
      tellStandby(bus.eventsDir());
      bus.whenNode().thenRun(interruption::wake);
    }
    while (!isNode(bus) && !interruption.isRequested()) {
      interruption.await(Long.MAX_VALUE);
    }
    return isNode(bus);
  }

  /** Once, as soon as it shows. */
  private void tellStandby(Path directory) {
    if (!isStandbyTold) {
      cli.console().say("archon-bus: standing by for " + directory + " (Ctrl+C to stop)");
      isStandbyTold = true;
    }
  }

  private static void requireFree(Path directory, Duration timeout) {
    Holder holder = Holder.of(directory, timeout);
    NodeDescriptor node = holder.node();
    if (node == null || !Holder.letsIn(node)) {
      return; // or it is not told by others: the lock will tell
    }
    String found =
        "events directory %s: expected it free but process %d serves it since %s"
            .formatted(directory, node.pid(), node.since());
    throw new CliFailure(
        holder.problem() == null
            ? found + "; use it as it is, stop that process, or stand by for its end with --standby"
            : found + " and gave no answer: " + holder.problem());
  }

  private static boolean isNode(EventBus bus) {
    return bus.whenNode().toCompletableFuture().isDone();
  }

  private void tell(String line) {
    cli.console().out().line(line);
    cli.console().out().flush();
  }

  /** Once it is known, unless HTTP is switched off. */
  private void tellUrl(EventBus bus, Interruption interruption) throws InterruptedException {
    boolean isServed = cli.configuration().section("http", HttpSettings::from).isEnabled();
    String url = url(bus);
    while (isServed && url == null && !interruption.isRequested()) {
      interruption.await(LOOK_MILLIS);
      url = url(bus);
    }
    if (url != null) {
      tell(url);
    }
  }

  private static @Nullable String url(EventBus bus) {
    NodeDescriptor node = NodeDescriptor.of(bus.eventsDir());
    NodeService service = node == null ? null : node.service();
    return service == null ? null : service.url();
  }
}
