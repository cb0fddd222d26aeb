package archon.bus;

import static org.assertj.core.api.Assertions.assertThatCode;

import archon.bus.journal.Journal;
import archon.bus.journal.JournalSettings;
import archon.bus.settings.KnownKeys;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HeldDirectoryTest {
  @TempDir Path directory;

  @Test
  void whatTheJvmRemembersOfADirectoryIsNoSetting() {
    try (Journal held = Journal.open(directory, JournalSettings.DEFAULT)) {
      ConfigFactory.invalidateCaches();

      assertThatCode(() -> KnownKeys.check(ConfigFactory.load())).doesNotThrowAnyException();
    } finally {
      ConfigFactory.invalidateCaches();
    }
  }
}
