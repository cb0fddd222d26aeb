package archon.bus.cli;

import archon.bus.EventBus;
import archon.bus.NodeDoor;
import archon.bus.journal.NodeDescriptor;
import java.nio.file.Path;

/** Holds the directory for others. */
final class ServeCommand extends Command {
  private final ArchonBusCli cli;

  private final Argument<Boolean> isStandby =
      flag(
          "--standby",
          "Wait while another process serves the directory, and take over when that ends.");

  ServeCommand(ArchonBusCli cli) {
    super(
        "Hold the events directory and serve other processes, until Ctrl-C.",
        "Whatever opens the directory first serves the others too; this command is for where nothing"
            + " else stays.");
    this.cli = cli;
  }

  @Override
  public Integer call() throws InterruptedException {
    Configuration configuration = cli.configuration();
    Path directory = configuration.eventsPlace().directory();
    if (!isStandby.value()) {
      requireFree(directory);
    }
    Console console = cli.console();
    try (Interruption interruption = Interruption.install(() -> console.say("\nStopped."));
        EventBus bus = EventBus.open(directory, configuration.whole())) {
      if (!isNode(bus)) {
        console.say("archon-bus: standing by for " + bus.eventsDir() + " (Ctrl+C to stop)");
        bus.whenNode().thenRun(interruption::wake);
      }
      while (!isNode(bus) && !interruption.isRequested()) {
        interruption.await(Long.MAX_VALUE);
      }
      if (isNode(bus)) {
        tell(bus);
        interruption.await();
      }
    }
    return ExitCode.OK;
  }

  private static void requireFree(Path directory) {
    NodeDescriptor node = NodeDoor.serving(directory);
    if (node != null) {
      throw new CliFailure(
          "events directory %s: expected it free but process %d serves it since %s; use it as it is, stop that process, or stand by for its end with --standby"
              .formatted(directory, node.pid(), node.since()));
    }
  }

  private static boolean isNode(EventBus bus) {
    return bus.whenNode().toCompletableFuture().isDone();
  }

  private void tell(EventBus bus) {
    Output out = cli.console().out();
    out.line(
        "Serving %s as process %d (Ctrl+C to stop)"
            .formatted(bus.eventsDir(), ProcessHandle.current().pid()));
    out.flush();
  }
}
