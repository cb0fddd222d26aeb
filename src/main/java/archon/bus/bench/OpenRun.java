package archon.bus.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** From the start of a process to the acknowledgement of the first event it publishes. */
final class OpenRun implements Run {
  private final Lab lab;
  private final StoredLog log;

  OpenRun(Lab lab, long events) throws InterruptedException {
    this.lab = lab;
    this.log = lab.stored(events);
  }

  @Override
  public Outcome once() throws InterruptedException {
    Path directory = lab.files().newDirectory("open");
    Path word = directory.resolve("acknowledged-micros");
    UUID id = UUID.randomUUID();
    List<String> command = new ArrayList<>(lab.settings().programs().java());
    command.add(FirstPublish.class.getName());
    command.add(log.directory().toString());
    command.add(log.topics().name(0));
    command.add(id.toString());
    command.add(word.toString());
    Subprocess process = Subprocess.run(directory, command);
    log.add(id);
    double millis = (acknowledgedMicros(word) - process.startedMicros()) / 1e3;
    lab.files().discard(directory);
    return log.outcome(new Reading("ms", millis));
  }

  private static long acknowledgedMicros(Path word) {
    try {
      return Long.parseLong(Files.readString(word));
    } catch (IOException e) {
      throw new BenchFailed("open: expected the time of the acknowledgement: " + e, e);
    }
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
