package archon.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.util.ByteString;
import org.junit.jupiter.api.Test;

final class PageSizeTest {
  private final PageSize page =
      new PageSize(
          RedisSettings.from(
              ConfigFactory.parseString("uri = h, page-entries = 1000, page-bytes = 10240")
                  .withFallback(ConfigFactory.load().getConfig(RedisSettings.SECTION))));

  private static List<ByteString> valuesOf(int... sizes) {
    return Arrays.stream(sizes).mapToObj(n -> ByteString.fromArray(new byte[n])).toList();
  }

  @Test
  void beginsSmallSinceNothingIsKnownOfTheEntries() {
    assertThat(page.next()).isEqualTo(16);
  }

  @Test
  void asksForSoManyThatAPageOfTheLargestOnesHasTheBytes() {
    page.came(valuesOf(10, 100, 20));

    assertThat(page.next()).isEqualTo(102);
  }

  @Test
  void asksForOneAtLeastAndTheMostThatMayBe() {
    page.came(valuesOf(1 << 20));
    assertThat(page.next()).isEqualTo(1);

    page.came(valuesOf(1));
    assertThat(page.next()).isEqualTo(1_000);
  }
}
