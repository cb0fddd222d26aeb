package archon.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedisAddressTest {
  private static RedisCredentials credentials(String address) {
    RedisURI uri = RedisAddress.parse(address).toUri(Duration.ofSeconds(1));
    return uri.getCredentialsProvider().resolveCredentials().block();
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, localhost:6379/0, false",
    "10.0.0.5:7000, 10.0.0.5:7000/0, false",
    "[::1]:7000, [::1]:7000/0, false",
    "redis://cache, cache:6379/0, false",
    "redis://cache:7000/3, cache:7000/3, false",
    "rediss://cache/, cache:6379/0, true",
    "REDISS://:secret@cache, cache:6379/0, true"
  })
  void readsWhatTheCommandLineAndUrisOfRedisSay(String text, String address, boolean isTls) {
    assertThat(RedisAddress.parse(text)).hasToString(address);
    assertThat(RedisAddress.parse(text).isTls()).isEqualTo(isTls);
  }

  @Test
  void takesUserAndPasswordAsTheyAreMeant() {
    assertThat(credentials("redis://fen%40rir:a%3Ab+c%2F@cache").getUsername())
        .isEqualTo("fen@rir");
    assertThat(credentials("redis://fen%40rir:a%3Ab+c%2F@cache").getPassword())
        .isEqualTo("a:b+c/".toCharArray());
    assertThat(credentials("redis://:only@cache").getUsername()).isNull();
    assertThat(credentials("redis://:only@cache").getPassword()).isEqualTo("only".toCharArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "redis://",
        "redis://s3cret@cache",
        "redis://:s3 cret@cache",
        "redis://:s3cret%@cache",
        "redis://:s3cret@cache:99999",
        "redis://:s3cret@cache/first",
        "redis://:s3cret@cache?timeout=1s",
        "redis-sentinel://:s3cret@cache",
        "http://:s3cret@cache",
        ":s3cret@cache",
        "::1",
        "cache:port"
      })
  void refusesAllElseWithoutSayingWhatMayBeAPassword(String text) {
    assertThatThrownBy(() -> RedisAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected HOST[:PORT], or redis://")
        .hasMessageNotContaining("s3")
        .hasNoCause();
  }

  @Test
  void itsTextShowsNoPassword() {
    RedisAddress address = RedisAddress.parse("redis://fenrir:s3cret@cache");

    assertThat(address.toString() + address.withPassword("s3cret")).doesNotContain("s3cret");
    assertThat(address.toUri(Duration.ofSeconds(1)).toString()).doesNotContain("s3cret");
    assertThat(address)
        .isEqualTo(RedisAddress.parse("redis://fenrir:old@cache").withPassword("s3cret"));
  }
}
