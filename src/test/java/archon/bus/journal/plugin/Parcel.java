package archon.bus.journal.plugin;

import java.util.Set;
import java.util.stream.IntStream;
import org.apache.pekko.persistence.journal.EventAdapter;
import org.apache.pekko.persistence.journal.EventSeq;
import org.apache.pekko.persistence.journal.Tagged;

/** An event that its adapter tags when it is written, and unpacks into its pieces when read. */
record Parcel(int pieces) {
  /** Called by Pekko. */
  static final class Adapter implements EventAdapter {
    private static final String MANIFEST = "parcel-1";

    @Override
    public String manifest(Object event) {
      return MANIFEST;
    }

    @Override
    public Object toJournal(Object event) {
      return new Tagged(event, Set.of("parcels"));
    }

    @Override
    public EventSeq fromJournal(Object event, String manifest) {
      Object[] pieces =
          IntStream.rangeClosed(1, ((Parcel) event).pieces())
              .mapToObj(n -> manifest + " piece " + n)
              .toArray();
      return EventSeq.create(pieces);
    }
  }
}
