package archon.bus.member;

import archon.bus.journal.Journal;
import archon.bus.journal.NodeService;
import archon.bus.link.LinkSecrets;
import java.io.IOException;
import java.net.URI;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node lets others know in its directory: where it serves them, once it does, and the
 * secrets they need for that. Safe from any thread.
 */
final class Announcement {
  private static final Logger LOG = LoggerFactory.getLogger(Announcement.class);

  private final Journal journal;
  private final Consumer<Runnable> later;

  // Guarded by this, all below.
  private @Nullable LinkSecrets secrets; // made when needed: a short command has none to share
  private int link;
  private @Nullable String url;
  private boolean isFailing;
  private boolean isOver;

  /**
   * @param later runs something that blocks on files, after a while
   */
  Announcement(Journal journal, Consumer<Runnable> later) {
    this.journal = journal;
    this.later = later;
  }

  synchronized LinkSecrets secrets() {
    if (secrets == null) {
      secrets = LinkSecrets.random();
    }
    return secrets;
  }

  synchronized void link(int port) {
    link = port;
    announce();
  }

  synchronized void url(URI served) {
    url = served.toString();
    announce();
  }

  private void announce() {
    if (isOver) {
      return;
    }
    LinkSecrets shared = secrets();
    try {
      journal.announce(new NodeService(link, shared.token(), shared.proof(), url));
      if (isFailing) {
        LOG.info("others are told how to join again");
      }
      isFailing = false;
    } catch (
        IOException e) { // the disk may be full for now, and nobody else can work here till then
      if (!isFailing) {
        LOG.warn("others cannot join, as they are not told how; trying on: {}", e.toString());
      }
      isFailing = true;
      later.accept(this::announceAgain);
    }
  }

  private synchronized void announceAgain() {
    announce();
  }

  /** Nothing is announced any more: the directory is let go, perhaps to another node. */
  synchronized void end() {
    isOver = true;
  }
}
