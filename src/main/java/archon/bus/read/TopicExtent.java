package archon.bus.read;

import org.jspecify.annotations.Nullable;

/**
 * How much a topic, or a part of one, holds.
 *
 * @param events those that can be read; damaged ones do not count
 * @param bytes of their lines. Of a predecessor's file that holds several topics it may be more
 * @param firstSeq of the first event; one above {@code lastSeq} if there is none
 * @param lastSeq of the last event
 * @param times from the earliest to the latest timestamp, which need not be those of the first and
 *     the last event; null if there is none
 */
public record TopicExtent(
    long events, long bytes, long firstSeq, long lastSeq, @Nullable TimeSpan times) {}
