package archon.bus.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedisSettingsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          uri = "redis://:s3cret@"         | archon.redis.uri: address of Redis: expected HOST
          password-file = "/none/at/all"   | archon.redis.password-file: expected a file that can be read
          tls-certificate = "/none/at/all" | archon.redis.tls-certificate: expected a file that can be read
          connect-timeout = 0s             | archon.redis.connect-timeout: expected 1ms to 1 hour
          command-timeout = 2h             | archon.redis.command-timeout: expected 1ms to 1 hour
          keep-alive = 0s                  | archon.redis.keep-alive: expected 1ms to 1 hour
          retry-backoff-min = 0s           | archon.redis.retry-backoff-min: expected 1ms to 1 hour
          retry-backoff-max = 1ms          | archon.redis.retry-backoff-max: expected at least retry-backoff-min
          page-entries = 0                 | archon.redis.page-entries: expected 1 to 100000 but found 0
          page-bytes = 1                   | archon.redis.page-bytes: expected 1024 to
          buffer-messages = 0              | archon.redis.buffer-messages: expected 1 to 1000000
          buffer-bytes = 2GiB              | archon.redis.buffer-bytes: expected 1024 to 1073741824
          commands-in-flight = 0           | archon.redis.commands-in-flight: expected 1 to 100000
          """)
  void refusesWhatIsOutOfBoundsWithItsKey(String setting, String message) {
    var section =
        ConfigFactory.parseString(setting)
            .withFallback(ConfigFactory.parseString("uri = localhost"))
            .withFallback(ConfigFactory.load().getConfig(RedisSettings.SECTION));

    assertThatThrownBy(() -> RedisSettings.from(section))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("s3cret");
  }
}
