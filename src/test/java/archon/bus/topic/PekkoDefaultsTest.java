package archon.bus.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.junit.jupiter.api.Test;

final class PekkoDefaultsTest {
  @Test
  void refusesAnActorSystemThatDropsCommandsWithTheLineToAdd() {
    ActorTestKit careless = ActorTestKit.create();
    try {
      FakeStorage unused = null;

      assertThatThrownBy(
              () ->
                  Topics.create(
                      careless.system(),
                      TopicsFixture.DEFAULTS,
                      PersistencePlugins.STANDARD,
                      unused))
          .isInstanceOf(UnsafeActorSystem.class)
          .hasMessageContaining("\"drop\"")
          .hasMessageEndingWith("pekko.persistence.typed.stash-overflow-strategy = fail");
    } finally {
      careless.shutdownTestKit();
    }
  }

  @Test
  void overridesEverythingItRequires() {
    var reference = ConfigFactory.defaultReference();

    var overridden = PekkoDefaults.overrides().withFallback(reference);

    assertThat(reference.getString(PekkoDefaults.STASH_OVERFLOW_STRATEGY)).isEqualTo("drop");
    assertThatCode(() -> PekkoDefaults.require(overridden)).doesNotThrowAnyException();
  }
}
