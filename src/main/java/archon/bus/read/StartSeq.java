package archon.bus.read;

import archon.bus.event.Timestamps;
import archon.bus.journal.Block;
import archon.bus.journal.BlockRun;
import java.time.Instant;

/** Finds where in a topic a subscription begins. */
record StartSeq(BlockSource source, String topic, TopicRange range) {
  long of(StartPosition start) {
    if (start instanceof StartPosition.All) {
      return range.firstSeq();
    }
    if (start instanceof StartPosition.FromSeq from) {
      return from.seq();
    }
    if (start instanceof StartPosition.At at) {
      return at.seqOf(topic);
    }
    if (start instanceof StartPosition.Last last) {
      return Math.max(
          range.firstSeq(), range.lastSeq() + 1 - Math.min(last.events(), range.lastSeq()));
    }
    if (start instanceof StartPosition.Since since) {
      return since(since.time());
    }
    return range.lastSeq() + 1; // New
  }

  private long since(Instant time) {
    long micros = Timestamps.ceilingMicros(time);
    DamageReport damage = new DamageReport();
    for (BlockRun run : source.content(topic).runs()) {
      if (run.maxTimestampMicros() >= micros) {
        for (Block block : source.blocks(topic, run, damage)) {
          if (block.maxTimestampMicros() >= micros) {
            return firstNotBefore(micros, block, damage);
          }
        }
      }
    }
    return range.lastSeq() + 1;
  }

  private long firstNotBefore(long micros, Block block, DamageReport damage) {
    long[] found = {block.firstSeq()};
    source.read(
        topic,
        block,
        event -> {
          found[0] = event.seq();
          return event.timestampMicros() < micros;
        },
        damage);
    // A damaged line may have been the first: to begin after it would hide it.
    return damage.isEmpty() ? found[0] : damage.firstSeq();
  }
}
