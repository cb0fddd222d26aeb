package archon.bus.event;

import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes what most payloads are made of: the JDK's own maps and lists, strings, finite numbers of
 * fixed size, booleans and null. What comes out is JSON by construction and need not be parsed to
 * be believed, which makes publishing such a payload several times cheaper than through Jackson.
 */
final class PlainJson {
  private static final int EXPECTED_BYTES = 256;

  private final Utf8Writer out = new Utf8Writer(EXPECTED_BYTES);
  private int depth;

  private PlainJson() {}

  /** The JSON of {@code value}; null if anything in it is not plain, or nested too deep. */
  static @Nullable Json of(@Nullable Object value) {
    PlainJson writing = new PlainJson();
    try {
      return writing.write(value, 0) ? new Json(writing.out.toByteArray(), writing.depth) : null;
    } catch (ConcurrentModificationException e) {
      return null; // Jackson says so in words
    }
  }

  private boolean write(@Nullable Object value, int level) {
    if (value instanceof String text) {
      out.quoted(text);
    } else if (value == null || isPlainScalar(value)) {
      out.ascii(String.valueOf(value));
    } else if (value instanceof Json json) {
      json.writeTo(out);
      return reaches(level + json.depth());
    } else if (value instanceof Map<?, ?> map && isOfTheJdk(value)) {
      return reaches(level + 1) && writeMap(StableOrderModule.ordered(map), level + 1);
    } else if (value instanceof List<?> list && isOfTheJdk(value)) {
      return reaches(level + 1) && writeList(list, level + 1);
    } else {
      return false;
    }
    return true;
  }

  private boolean reaches(int level) {
    depth = Math.max(depth, level);
    return level <= Json.MAX_DEPTH;
  }

  private boolean writeMap(Map<?, ?> map, int level) {
    byte before = '{';
    for (Map.Entry<?, ?> member : map.entrySet()) {
      if (!(member.getKey() instanceof String name)) {
        return false;
      }
      out.raw(before).quoted(name).raw((byte) ':');
      if (!write(member.getValue(), level)) {
        return false;
      }
      before = ',';
    }
    close(before, (byte) '{', (byte) '}');
    return true;
  }

  private boolean writeList(List<?> list, int level) {
    byte before = '[';
    for (Object element : list) {
      out.raw(before);
      if (!write(element, level)) {
        return false;
      }
      before = ',';
    }
    close(before, (byte) '[', (byte) ']');
    return true;
  }

  private void close(byte before, byte opening, byte closing) {
    if (before == opening) {
      out.raw(opening); // nothing was in between
    }
    out.raw(closing);
  }

  private static boolean isPlainScalar(Object value) {
    if (value instanceof Double || value instanceof Float) {
      return Double.isFinite(((Number) value).doubleValue());
    }
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Boolean
        || value instanceof Short
        || value instanceof Byte;
  }

  /** Others may tell Jackson to write them in their own way. */
  private static boolean isOfTheJdk(Object value) {
    return value.getClass().getModule() == Object.class.getModule();
  }
}
