package archon.bus.http;

import archon.bus.http.Problem.Kind;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Chooses the media type of an answer by the header Accept. */
final class Accept {
  private static final String ANYTHING = "*/*";

  private Accept() {}

  /** Of those offered, the one that is liked best; among equals the first. */
  static Media choose(Call call, Media... offered) {
    List<Range> ranges =
        Arrays.stream(call.list("Accept").orElse(ANYTHING).split(",", -1)).map(Range::of).toList();
    Media best = null;
    double bestQuality = 0;
    for (Media media : offered) {
      double quality =
          ranges.stream()
              .filter(range -> range.includes(media))
              .max(Comparator.comparingInt(Range::precision))
              .map(Range::quality)
              .orElse(0.0);
      if (quality > bestQuality) {
        best = media;
        bestQuality = quality;
      }
    }
    if (best == null) {
      String all = Arrays.stream(offered).map(Media::toString).collect(Collectors.joining(", "));
      throw Refusal.of(Kind.NOT_ACCEPTABLE, "header Accept: expected one of " + all);
    }
    return best;
  }

  private record Range(String type, double quality) {
    static Range of(String text) {
      String[] parts = text.toLowerCase(Locale.ROOT).split(";", -1);
      double quality = 1;
      for (int i = 1; i < parts.length; i++) {
        String parameter = parts[i].strip();
        if (parameter.startsWith("q=")) {
          quality = number(parameter.substring(2));
        }
      }
      return new Range(parts[0].strip(), quality);
    }

    private static double number(String text) {
      try {
        return Double.parseDouble(text);
      } catch (NumberFormatException e) {
        return 1;
      }
    }

    /** The range that is closest to a media type decides on it (RFC 9110, section 12.5.1). */
    int precision() {
      return type.equals(ANYTHING) ? 0 : type.endsWith("/*") ? 1 : 2;
    }

    boolean includes(Media media) {
      String name = media.toString();
      return type.equals(ANYTHING)
          || type.equals(name)
          || type.endsWith("/*") && name.startsWith(type.substring(0, type.length() - 1));
    }
  }
}
