package archon.bus.member;

import archon.bus.journal.Journal;
import archon.bus.link.LinkClient;

/** What a process gets that opens an events directory. */
sealed interface Seat {
  /** Gives it back unused. */
  void leave();

  /** It holds the directory: it is the node. */
  record Held(Journal journal) implements Seat {
    @Override
    public void leave() {
      journal.close();
    }
  }

  /**
   * Another process does, and serves this one.
   *
   * @param pid of that process
   */
  record Joined(LinkClient node, long pid) implements Seat {
    @Override
    public void leave() {
      node.close();
    }
  }
}
