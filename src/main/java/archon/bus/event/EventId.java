package archon.bus.event;

/**
 * Event ids: UUIDs, in every spelling the predecessor reads (Python's {@code uuid.UUID}), kept as
 * they were written.
 */
final class EventId {
  private EventId() {}

  /**
   * @throws EventRefused if {@code id} is not a UUID
   */
  static void requireValid(String id) {
    bits(id);
  }

  /**
   * The 128 bits of an id, upper half first.
   *
   * @throws EventRefused if it is not a UUID
   */
  static long[] bits(String id) {
    String hex = id.replace("urn:", "").replace("uuid:", "");
    int from = 0;
    int to = hex.length();
    while (from < to && isBrace(hex.charAt(from))) {
      from++;
    }
    while (to > from && isBrace(hex.charAt(to - 1))) {
      to--;
    }
    long[] halves = new long[2];
    int digits = 0;
    for (int i = from; i < to; i++) {
      char c = hex.charAt(i);
      if (c == '-') {
        continue;
      }
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0 || digits == 32) {
        throw refused(id);
      }
      int half = digits++ / 16;
      halves[half] = (halves[half] << 4) | digit;
    }
    if (digits != 32) {
      throw refused(id);
    }
    return halves;
  }

  private static boolean isBrace(char c) {
    return c == '{' || c == '}';
  }

  private static EventRefused refused(String id) {
    return new EventRefused(
        "event id \"%s\": expected a UUID such as 93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a"
            .formatted(id.length() <= 80 ? id : id.substring(0, 80) + "…"));
  }
}
