package archon.bus.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A whole process of the command line. */
final class CommandRun implements Run {
  private static final int FIRST = 10;

  private final Lab lab;
  private final StoredLog log;
  private final Command command;

  private CommandRun(Lab lab, long events, Command command) throws InterruptedException {
    this.lab = lab;
    this.log = lab.stored(events);
    this.command = command;
  }

  /** One command, and what must come of it. */
  private interface Command {
    double millis(CommandRun run) throws InterruptedException;
  }

  static CommandRun history(Lab lab, long events) throws InterruptedException {
    return new CommandRun(lab, events, CommandRun::history);
  }

  static CommandRun publish(Lab lab, long events) throws InterruptedException {
    return new CommandRun(lab, events, CommandRun::publish);
  }

  @Override
  public Outcome once() throws InterruptedException {
    return log.outcome(new Reading("ms", command.millis(this)));
  }

  private double history() throws InterruptedException {
    Subprocess process = archonBus("history", "--limit", Integer.toString(FIRST));
    List<String> lines = process.out().lines().toList();
    long expected = Math.min(FIRST, log.loadedEvents());
    if (lines.size() != expected) {
      throw new BenchFailed(
          "verification of history: expected %d lines but found %d"
              .formatted(expected, lines.size()));
    }
    for (int n = 0; n < expected; n++) {
      if (!lines.get(n).contains("{\"seq\": " + n + ",")) {
        throw new BenchFailed(
            "verification of history: expected event %d but found %s".formatted(n, lines.get(n)));
      }
    }
    return process.millis();
  }

  private double publish() throws InterruptedException {
    UUID id = UUID.randomUUID();
    Subprocess process =
        archonBus(
            "publish",
            "--topic",
            log.topics().name(0),
            "--payload",
            "{\"first\":true}",
            "--source",
            EventMaker.SOURCE,
            "--id",
            id.toString());
    log.add(id);
    return process.millis();
  }

  private Subprocess archonBus(String... arguments) throws InterruptedException {
    Path directory = lab.files().newDirectory("command");
    List<String> words = new ArrayList<>(lab.settings().programs().archonBus());
    words.addAll(List.of("--events-dir", log.directory().toString()));
    words.addAll(List.of(arguments));
    Subprocess process = Subprocess.run(directory, words);
    lab.files().discard(directory);
    return process;
  }

  @Override
  public boolean isOfThisProcess() {
    return false;
  }

  @Override
  public Load load() {
    return StoredLog.loadOf(lab);
  }
}
