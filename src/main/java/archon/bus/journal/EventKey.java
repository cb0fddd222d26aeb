package archon.bus.journal;

import java.nio.charset.StandardCharsets;

/**
 * What a single event, the few of one correlation, or those of a source can be asked for by. Blocks
 * keep a filter of the keys of their events, see {@link JournalReader#mayHold}.
 *
 * @param hash XXH64 of the text's UTF-8 bytes with a seed of its own for each kind, so that an id
 *     and a correlation id of the same text differ
 */
public record EventKey(long hash) {
  private static final long ID_SEED = 1;
  private static final long CORRELATION_ID_SEED = 2;
  private static final long SOURCE_SEED = 3;

  /** The key of an event with exactly this id, spelled as it was published. */
  public static EventKey ofId(String id) {
    byte[] utf8 = id.getBytes(StandardCharsets.UTF_8);
    return new EventKey(idHash(utf8, 0, utf8.length));
  }

  /** The key of all events with this correlation id. */
  public static EventKey ofCorrelationId(String correlationId) {
    byte[] utf8 = correlationId.getBytes(StandardCharsets.UTF_8);
    return new EventKey(correlationIdHash(utf8, 0, utf8.length));
  }

  /** The key of all events of this source. */
  public static EventKey ofSource(String source) {
    byte[] utf8 = source.getBytes(StandardCharsets.UTF_8);
    return new EventKey(sourceHash(utf8, 0, utf8.length));
  }

  static long idHash(byte[] utf8, int from, int to) {
    return XxHash64.hash(utf8, from, to, ID_SEED);
  }

  static long correlationIdHash(byte[] utf8, int from, int to) {
    return XxHash64.hash(utf8, from, to, CORRELATION_ID_SEED);
  }

  static long sourceHash(byte[] utf8, int from, int to) {
    return XxHash64.hash(utf8, from, to, SOURCE_SEED);
  }
}
