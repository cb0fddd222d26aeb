package docs;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.EventBus;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationTest {
  private static final Path DOCUMENT = Path.of("docs", "configuration.md");
  private static final String MARK = "<!-- From here on written by ConfigurationTest. -->\n";

  @TempDir Path directory;

  @Test
  void theDocumentSaysWhatReferenceConfSays() throws IOException {
    String document = Files.readString(DOCUMENT);
    String ours = document.substring(0, document.indexOf(MARK) + MARK.length());
    String expected = ours + SettingsTable.ofReference().markdown();

    if (Boolean.getBoolean("archon.test.write-docs")) {
      Files.writeString(DOCUMENT, expected);
    }

    assertThat(DOCUMENT)
        .as("run this test with -Darchon.test.write-docs=true")
        .hasContent(expected);
  }

  @Test
  void everySettingIsDescribed() {
    SettingsTable table = SettingsTable.ofReference();

    assertThat(table.undescribed()).isEmpty();
  }

  @Test
  void theDistributionChangesNoDefault() {
    Config installed = ConfigFactory.parseFile(new File("src/main/launcher/application.conf"));

    assertThat(installed.entrySet()).isEmpty();
  }

  @Test
  void theExampleOfAnOperatorIsAccepted() throws IOException {
    Path events = directory.resolve("events");
    Config example =
        ConfigFactory.parseFile(new File("application.conf"))
            .withFallback(ConfigFactory.defaultReference())
            .withValue("archon.bus.events-dir", ConfigValueFactory.fromAnyRef(events.toString()))
            .resolve();

    try (EventBus bus = EventBus.open(example)) {
      bus.publish("task.completed", Map.of("task_id", "abc"), "fenrir")
          .toCompletableFuture()
          .join();
    }

    assertThat(events.resolve("task.completed.jsonl")).exists();
  }
}
