package archon.bus.subscription;

import archon.bus.event.EventRefused;
import archon.bus.event.TopicPattern;
import archon.bus.read.StartPosition;
import archon.bus.read.TopicSelection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to be told; start with {@link #topic} or {@link #topics} and refine it.
 * Immutable.
 *
 * @param selection which topics, also those created later
 * @param start where each topic begins; by default {@link StartPosition.New}. Of no effect when a
 *     named subscription resumes
 * @param name name under which positions are stored, or null for a subscription that ends with its
 *     handle. 1 to {@value #MAX_NAME_BYTES} bytes, an ASCII letter, digit, {@code .}, {@code _} or
 *     {@code -} counting one and any other byte of its UTF-8 form three; no control characters,
 *     {@code *} or {@code >}
 * @param retries what happens when the callback throws; of no effect on streams
 * @param window how much is held in memory, or null for what the settings say
 * @param gapListener is told what was removed before it could be delivered
 */
public record SubscriptionRequest(
    TopicSelection selection,
    StartPosition start,
    @Nullable String name,
    Retries retries,
    @Nullable WindowLimit window,
    GapListener gapListener) {
  static final int MAX_NAME_BYTES = 200;

  /**
   * @throws SubscriptionRefused if the name breaks a rule or no topic is asked for
   */
  public SubscriptionRequest {
    List<TopicPattern> patterns = selection.patterns();
    if (patterns.isEmpty()) {
      throw new SubscriptionRefused(
          "subscription: expected at least one topic or pattern but found none");
    }
    if (name != null) {
      requireName(name);
    }
  }

  /**
   * New events of a topic, or of the topics a pattern selects.
   *
   * @throws EventRefused if it is not a valid pattern
   */
  public static SubscriptionRequest topic(String topicOrPattern) {
    return topics(topicOrPattern);
  }

  /**
   * New events of all topics that any of these selects.
   *
   * @throws EventRefused if one of them is not a valid pattern
   */
  public static SubscriptionRequest topics(String... topicsOrPatterns) {
    return of(TopicSelection.of(Arrays.stream(topicsOrPatterns).distinct().toArray(String[]::new)));
  }

  /** New events of all topics that are selected. */
  public static SubscriptionRequest of(TopicSelection selection) {
    return new SubscriptionRequest(
        selection, StartPosition.New.INSTANCE, null, Retries.NONE, null, GapListener.NONE);
  }

  public SubscriptionRequest from(StartPosition position) {
    return new SubscriptionRequest(selection, position, name, retries, window, gapListener);
  }

  /**
   * Stores positions under this name, so that the subscription goes on where it stopped, also after
   * a restart.
   */
  public SubscriptionRequest named(String newName) {
    return new SubscriptionRequest(selection, start, newName, retries, window, gapListener);
  }

  /** Calls the callback up to {@code max} times again for an event it threw at. */
  public SubscriptionRequest retries(int max, Duration backoff) {
    return new SubscriptionRequest(
        selection, start, name, new Retries(max, backoff), window, gapListener);
  }

  public SubscriptionRequest window(int maxEvents, long maxBytes) {
    WindowLimit limit = new WindowLimit(maxEvents, maxBytes);
    return new SubscriptionRequest(selection, start, name, retries, limit, gapListener);
  }

  public SubscriptionRequest onGap(GapListener listener) {
    return new SubscriptionRequest(selection, start, name, retries, window, listener);
  }

  /**
   * The patterns as text, sorted: what is stored, and compared when a named subscription resumes.
   */
  List<String> patternTexts() {
    return selection.patterns().stream().map(TopicPattern::text).distinct().sorted().toList();
  }

  /** What a subscription made from this is called in messages. */
  String label() {
    return name == null ? "subscription to " + patternTexts() : "subscription \"" + name + "\"";
  }

  private static void requireName(String name) {
    int bytes = 0;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = Character.isLetterOrDigit(b) && b > 0 || b == '.' || b == '_' || b == '-';
      bytes += plain ? 1 : 3;
    }
    boolean allowed =
        name.chars().noneMatch(c -> Character.isISOControl(c) || c == '*' || c == '>');
    boolean unicode = StandardCharsets.UTF_8.newEncoder().canEncode(name);
    if (bytes < 1 || bytes > MAX_NAME_BYTES || !allowed || !unicode) {
      throw new SubscriptionRefused(
          "subscription name \"%s\": expected 1 to %d bytes, no control character, '*' or '>' but found %d bytes"
                  .formatted(printable(name), MAX_NAME_BYTES, bytes)
              + (allowed && unicode ? "" : ", not all of them allowed"));
    }
  }

  private static String printable(String name) {
    String start = name.length() > 80 ? name.substring(0, 80) + "…" : name;
    return start.replaceAll("[\\p{Cntrl}\\p{Cs}]", "?");
  }
}
