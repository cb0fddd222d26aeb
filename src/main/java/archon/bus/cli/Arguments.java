package archon.bus.cli;

import archon.bus.event.BusException;
import archon.bus.event.Timestamps;
import archon.bus.event.Topic;
import archon.bus.event.TopicPattern;
import archon.bus.topic.ClearLimit;
import java.nio.file.Path;
import java.time.Instant;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns words into values; what is wrong with them becomes a usage error. */
final class Arguments {
  private Arguments() {}

  /** The name of a topic to publish to. */
  static final class TopicName implements ITypeConverter<Topic> {
    @Override
    public Topic convert(String text) {
      try {
        return new Topic(text);
      } catch (BusException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** A topic or a pattern. */
  static final class Pattern implements ITypeConverter<TopicPattern> {
    @Override
    public TopicPattern convert(String text) {
      try {
        return new TopicPattern(text);
      } catch (BusException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** A point in time. */
  static final class Time implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return Timestamps.parse(text);
      } catch (BusException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  /** Where a clear ends: a seq if there are digits only, else a point in time. */
  static final class Limit implements ITypeConverter<ClearLimit> {
    @Override
    public ClearLimit convert(String text) {
      return text.matches("[0-9]+")
          ? new ClearLimit.BeforeSeq(atLeast(1, text))
          : new ClearLimit.BeforeTime(new Time().convert(text));
    }
  }

  /** A file or a directory. */
  static final class File implements ITypeConverter<Path> {
    @Override
    public Path convert(String text) {
      return Path.of(text);
    }
  }

  /** A number of events: 0 or more. */
  static final class Count implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return atLeast(0, text);
    }
  }

  /** The position of an event in its topic: 1 or more. */
  static final class Seq implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return atLeast(1, text);
    }
  }

  private static long atLeast(long least, String text) {
    try {
      long number = Long.parseLong(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // told below
    }
    throw new TypeConversionException(
        "expected a whole number from %d up but found %s".formatted(least, text));
  }
}
