package archon.bus.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Any text as the value of a header, as CloudEvents have it: what is not visible ASCII, and {@code
 * "} and {@code %}, percent-encoded
 * (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#3132-http-header-values).
 */
final class HeaderText {
  private static final Pattern ENCODED = Pattern.compile("(%[0-9A-Fa-f]{2})+");

  private HeaderText() {}

  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain = b > ' ' && b <= '~' && b != '"' && b != '%';
      encoded.append(isPlain ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return encoded.toString();
  }

  static String decoded(String text) {
    Matcher encoded = ENCODED.matcher(text);
    return encoded.replaceAll(run -> Matcher.quoteReplacement(decodedRun(run.group())));
  }

  private static String decodedRun(String run) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < run.length(); i += 3) {
      bytes.write(Integer.parseInt(run.substring(i + 1, i + 3), 16));
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
