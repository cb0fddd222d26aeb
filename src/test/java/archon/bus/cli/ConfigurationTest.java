package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class ConfigurationTest {
  private final Configuration configuration =
      Configuration.load(new GlobalOptions(new Nothing()), Map.of());

  @Test
  void readsItsSectionOnce() {
    assertThat(configuration.bus()).isSameAs(configuration.bus());
  }

  @Test
  void readsAllSettingsOnce() {
    assertThat(configuration.whole()).isSameAs(configuration.whole());
  }

  private static final class Nothing extends Command {
    @Override
    public Integer call() {
      return ExitCode.OK;
    }
  }
}
