package archon.bus.subscription;

import archon.bus.event.StoredEvent;
import archon.bus.read.TopicCursor.Gap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one read of the journal brought.
 *
 * @param fromSeq where it began
 * @param gap what is gone there, if anything
 * @param events what follows, in dense seq order; neither events nor gap at the live end
 */
record CatchUp(String topic, long fromSeq, @Nullable Gap gap, List<StoredEvent> events) {}
