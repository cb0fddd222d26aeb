package archon.bus.http;

import archon.bus.event.Event;
import java.nio.charset.StandardCharsets;

/** Paths as they stand in a URI. */
final class Paths {
  private static final String UNRESERVED = "-._~";

  private Paths() {}

  static String event(Event event, long seq) {
    return "/v1/topics/%s/events/%d".formatted(encoded(event.topic()), seq);
  }

  /** {@code text} with everything but ASCII letters, digits and {@code -._~} percent-encoded. */
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      boolean isPlain =
          b > 0 && (Character.isLetterOrDigit(b) || UNRESERVED.indexOf((char) b) >= 0);
      encoded.append(isPlain ? String.valueOf((char) b) : "%%%02X".formatted(b));
    }
    return encoded.toString();
  }
}
