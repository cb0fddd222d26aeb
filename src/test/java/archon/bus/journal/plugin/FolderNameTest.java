package archon.bus.journal.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FolderNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {".", "..", "../../etc", "/etc/passwd", "a\\b", "%2e%2e", "a\0b", ".hidden"})
  void leadsNowhereElse(String persistenceId) {
    assertThat(FolderName.of(persistenceId)).matches("[A-Za-z0-9_%-][A-Za-z0-9._%-]*");
  }

  @Property
  void givesTwoIdsTwoNames(@ForAll String one, @ForAll String other) {
    assertThat(FolderName.of(one).equals(FolderName.of(other))).isEqualTo(sameBytes(one, other));
  }

  /** Lone surrogates have no bytes of their own. */
  private static boolean sameBytes(String one, String other) {
    return java.util.Arrays.equals(
        one.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        other.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  @Test
  void shortensWhatNoFileSystemTakes() {
    String one = FolderName.of("日".repeat(300));
    String other = FolderName.of("日".repeat(301));

    assertThat(one).hasSizeLessThanOrEqualTo(200).isNotEqualTo(other);
  }
}
