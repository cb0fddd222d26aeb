package archon.bus.journal;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that a verification met.
 *
 * @param log whose it is, null for what is no log's
 * @param file where it is
 * @param byteOffset where in the file, 0 if it concerns the whole of it
 * @param seq of the line that belongs there, 0 if it concerns no line
 * @param what in words
 */
public record Finding(
    @Nullable LogId log, Path file, long byteOffset, long seq, Kind kind, String what) {
  /** What it is about. */
  public enum Kind {
    /** A line is not what was stored. */
    LINE(true),
    /** Lines are missing without a trace. */
    MISSING(true),
    /** An atomic group lacks its end. */
    GROUP(true),
    /** What no line can tell is damaged, or does not fit the lines. */
    STATED(true),
    /** A sealed segment is not what was sealed. */
    SEGMENT(true),
    /** A derived file is damaged or does not fit; nothing is lost. */
    INDEX(true),
    /** A snapshot or the positions of a subscription cannot be read. */
    SNAPSHOT(true),
    /** Something stands there that is not read: a link, a folder, or a file without permission. */
    FILE(true),
    /** A repair once put a mark there, in the place of lines that are lost. */
    LOST(false),
    /** A predecessor's blank or malformed line: passed over by every reader, never an event. */
    PASSED_OVER(false),
    /** The end of an unclean stop: moved to quarantine when the log is next opened. */
    UNFINISHED(false);

    private final boolean isDamage;

    Kind(boolean isDamage) {
      this.isDamage = isDamage;
    }

    /** Whether something stored was changed or is gone; else it is worth knowing, no more. */
    public boolean isDamage() {
      return isDamage;
    }

    /** In lower case, for people and programs. */
    public String text() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Whether it is damage. */
  public boolean isDamage() {
    return kind.isDamage();
  }
}
