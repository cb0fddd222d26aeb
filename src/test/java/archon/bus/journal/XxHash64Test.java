package archon.bus.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Its results stand in files: they are those of the reference implementation, for good. */
final class XxHash64Test {
  @ParameterizedTest
  @CsvSource({
    "'', 0, ef46db3751d8e999",
    "a, 0, d24ec4f1a98c6e5b",
    "abc, 0, 44bc2cf5ad770999",
    "Nobody inspects the spammish repetition, 0, fbcea83c8a378bf1",
    "0123456789abcdef0123456789abcdef, 0, 642a94958e71e6c5",
    "'', 2, 5a68f3b1643c966f",
    "abc, 2, 53a0b8b27057daf7",
    "Nobody inspects the spammish repetition, 2, 0eca8ba1f26d44ad",
    "0123456789abcdef0123456789abcdef, 2, b37c071b27675b9a",
    "'héllo wörld, this is 日本 and some more', 2, 099a936941799f80"
  })
  void givesWhatTheReferenceGives(String text, long seed, String expected) {
    byte[] bytes = ("##" + text + "#").getBytes(StandardCharsets.UTF_8);

    long hash = XxHash64.hash(bytes, 2, bytes.length - 1, seed);

    assertThat("%016x".formatted(hash)).isEqualTo(expected);
  }
}
