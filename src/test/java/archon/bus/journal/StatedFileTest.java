package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StatedFileTest {
  @TempDir Path directory;

  private LogPaths paths;
  private StatedFile file;

  @BeforeEach
  void create() throws IOException {
    paths = LogPaths.toWrite(directory, LogId.topic("orders"));
    Files.createDirectories(paths.stated().getParent());
    file = new StatedFile(RealDisk.INSTANCE, paths, JournalSettings.DEFAULT);
  }

  private static StatedFacts facts(long generation) {
    return new StatedFacts(
        generation,
        new LogBounds(generation, generation * 10, 1, 2),
        new StatedFacts.Base(3, 4),
        true,
        500,
        "77",
        new FileHead(5, 6),
        9,
        new StatedFacts.Foreign(7, 8, 10));
  }

  private StatedFacts read() throws IOException {
    return StatedFile.read(RealDisk.INSTANCE, paths).facts();
  }

  @Test
  void readsBackTheLatestStatement() throws IOException {
    for (int generation = 1; generation <= 5; generation++) {
      file.write(facts(generation));

      assertThat(read()).isEqualTo(facts(generation));
      assertThat(paths.stated()).hasSize(2 * StatedFacts.SLOT_BYTES);
    }
  }

  @Test
  void keepsTheOldStatementWhenTheNewOneIsTorn() throws IOException {
    file.write(facts(1));
    byte[] before = Files.readAllBytes(paths.stated());
    file.write(facts(2));
    byte[] after = Files.readAllBytes(paths.stated());

    for (int torn = 0; torn < 400; torn++) {
      byte[] mixed = before.clone();
      int slot = 0; // generation 2 goes there
      System.arraycopy(after, slot, mixed, slot, torn);
      Files.write(paths.stated(), mixed);

      assertThat(read()).isIn(facts(1), facts(2));
    }
  }

  @Test
  void tellsDamageFromAbsence() throws IOException {
    assertThat(StatedFile.read(RealDisk.INSTANCE, paths).exists()).isFalse();

    file.write(facts(1));
    byte[] bytes = Files.readAllBytes(paths.stated());
    Arrays.fill(bytes, (byte) 0);
    Files.write(paths.stated(), bytes);

    assertThat(StatedFile.read(RealDisk.INSTANCE, paths).isDamaged()).isTrue();
  }

  @Test
  void doesNotBelieveWhatIsStatedOfAnotherLog() throws IOException {
    LogPaths others = LogPaths.toWrite(directory, LogId.topic("others"));
    file.write(facts(1));
    Files.move(paths.stated(), others.stated());

    assertThat(StatedFile.read(RealDisk.INSTANCE, others).isDamaged()).isTrue();
  }
}
