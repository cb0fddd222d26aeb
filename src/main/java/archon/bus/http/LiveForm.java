package archon.bus.http;

import archon.bus.event.StoredEvent;
import org.apache.pekko.util.ByteString;

/** How a stream of events is written, one after another; keeps what it must remember. */
interface LiveForm {
  /** What comes first, so that the reader knows where it begins. */
  ByteString start();

  ByteString event(StoredEvent event);

  /** In place of events of a topic that were deleted before they could be sent. */
  ByteString gap(String topic, long firstSeq, long lastSeq);

  /** Tells nothing, but that the connection is there. */
  ByteString heartbeat();

  /** What comes last where a stream ends by itself. */
  ByteString end();
}
