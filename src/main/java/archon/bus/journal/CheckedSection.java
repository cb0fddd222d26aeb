package archon.bus.journal;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A section of the configuration whose values are read together with their bounds. Every problem is
 * an {@link IllegalArgumentException} with the full key, what was expected, and what was found
 * where.
 */
final class CheckedSection {
  private final String path;
  private final Config config;

  private CheckedSection(String path, Config config) {
    this.path = path;
    this.config = config;
  }

  /** The section {@code config}, which stands at {@code path}. */
  static CheckedSection at(String path, Config config) {
    return new CheckedSection(path, config);
  }

  CheckedSection inner(String key) {
    return new CheckedSection(path + "." + key, read(key, "a block { … }", config::getConfig));
  }

  /** The objects of a list; what one of them does not state comes from this section. */
  List<CheckedSection> elements(String key) {
    List<? extends Config> stated =
        read(key, "a list of objects [{ … }, …]", config::getConfigList);
    List<CheckedSection> elements = new ArrayList<>();
    for (Config element : stated) {
      elements.add(
          new CheckedSection(
              "%s.%s[%d]".formatted(path, key, elements.size()), element.withFallback(config)));
    }
    return elements;
  }

  String text(String key, String expected) {
    return read(key, expected, config::getString);
  }

  /** One of an enum's constants, in lower case. */
  <E extends Enum<E>> E choice(String key, Class<E> type) {
    String expected =
        Stream.of(type.getEnumConstants())
            .map(CheckedSection::word)
            .collect(Collectors.joining(", "));
    String found = text(key, "one of " + expected);
    return Stream.of(type.getEnumConstants())
        .filter(constant -> word(constant).equals(found))
        .findFirst()
        .orElseThrow(() -> problem(key, "one of " + expected));
  }

  Duration duration(String key, Duration least, Duration most) {
    String expected = word(least) + " to " + word(most);
    Duration found = read(key, expected, config::getDuration);
    require(key, expected, found.compareTo(least) >= 0 && found.compareTo(most) <= 0);
    return found;
  }

  /** Zero too, for never. */
  Duration durationOrZero(String key, Duration least, Duration most) {
    String expected = "0s, or " + word(least) + " to " + word(most);
    Duration found = read(key, expected, config::getDuration);
    require(
        key,
        expected,
        found.isZero() || (found.compareTo(least) >= 0 && found.compareTo(most) <= 0));
    return found;
  }

  /** A size such as {@code 64MiB}; {@code bounds} says in words what the numbers do. */
  long bytes(String key, long least, long most, String bounds) {
    return within(key, least, most, bounds, read(key, bounds, config::getBytes));
  }

  long number(String key, long least, long most) {
    String bounds = least + (most == Long.MAX_VALUE ? " or more" : " to " + most);
    return within(key, least, most, bounds, read(key, bounds, config::getLong));
  }

  private long within(String key, long least, long most, String bounds, long found) {
    require(key, bounds, found >= least && found <= most);
    return found;
  }

  void require(String key, String expected, boolean holds) {
    if (!holds) {
      throw problem(key, expected);
    }
  }

  IllegalArgumentException problem(String key, String expected) {
    if (!config.hasPath(key)) { // null counts as nothing
      return new IllegalArgumentException(
          "%s.%s: expected %s but found nothing".formatted(path, key, expected));
    }
    ConfigValue found = config.getValue(key);
    return new IllegalArgumentException(
        "%s.%s: expected %s but found %s (%s)"
            .formatted(
                path,
                key,
                expected,
                found.render(ConfigRenderOptions.concise()),
                found.origin().description()));
  }

  private interface Reading<T> {
    T of(String key);
  }

  private <T> T read(String key, String expected, Reading<T> reading) {
    try {
      return reading.of(key);
    } catch (ConfigException.WrongType | ConfigException.BadValue | ConfigException.Missing e) {
      IllegalArgumentException problem = problem(key, expected);
      problem.initCause(e);
      throw problem;
    }
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static String word(Duration duration) {
    if (duration.toMillis() < 1000) {
      return duration.toMillis() + "ms";
    }
    if (duration.toDays() > 0) {
      return duration.toDays() + "d";
    }
    return duration.toHours() > 0 ? duration.toHours() + "h" : duration.toSeconds() + "s";
  }
}
