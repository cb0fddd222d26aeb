package archon.bus.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EventsDirectoryTest {
  private static final Path HOME = Path.of(System.getProperty("user.home"));

  @Test
  void prefersTheEnvironmentToTheConfiguration() {
    Map<String, String> environment =
        Map.of("ARCHON_BUS_EVENTS_DIR", "/from/environment", "XDG_STATE_HOME", "/state");

    Path directory = EventsDirectory.resolve(configured("/from/configuration"), environment);

    assertThat(directory).isEqualTo(Path.of("/from/environment"));
  }

  @Test
  void prefersTheConfigurationToTheStateFolder() {
    Path directory =
        EventsDirectory.resolve(
            configured("/from/configuration"), Map.of("XDG_STATE_HOME", "/state"));

    assertThat(directory).isEqualTo(Path.of("/from/configuration"));
  }

  @Test
  void takesAnEmptyVariableForNone() {
    Map<String, String> environment = Map.of("ARCHON_BUS_EVENTS_DIR", "", "XDG_STATE_HOME", "");

    assertThat(EventsDirectory.resolve(configured("events"), environment))
        .isEqualTo(Path.of("events"));
    assertThat(EventsDirectory.resolve(configured(""), environment))
        .isEqualTo(HOME.resolve(".local/state/archon-bus/events"));
  }

  @Test
  void usesTheStateFolderWhenNothingIsSaid() {
    assertThat(EventsDirectory.resolve(configured(""), Map.of("XDG_STATE_HOME", "/state")))
        .isEqualTo(Path.of("/state/archon-bus/events"));
    assertThat(EventsDirectory.resolve(configured(""), Map.of()))
        .isEqualTo(HOME.resolve(".local/state/archon-bus/events"));
  }

  @Test
  void ignoresARelativeStateFolderAsItsSpecificationSays() {
    assertThat(EventsDirectory.resolve(configured(""), Map.of("XDG_STATE_HOME", "state")))
        .isEqualTo(HOME.resolve(".local/state/archon-bus/events"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"archon.bus.events-dir = [a]", "archon.bus.events-dir = \"a\\u0000b\"", "x = 1"})
  void saysWhichKeyIsWrong(String text) {
    Config config = ConfigFactory.parseString(text);

    assertThatThrownBy(() -> EventsDirectory.resolve(config, Map.of()))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("archon");
  }

  private static Config configured(String directory) {
    return ConfigFactory.empty()
        .withValue("archon.bus.events-dir", ConfigValueFactory.fromAnyRef(directory));
  }
}
