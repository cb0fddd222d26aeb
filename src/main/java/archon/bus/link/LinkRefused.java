package archon.bus.link;

import java.io.IOException;

/**
 * One end of a new connection does not want the other, and said so. Whether trying again helps is
 * in the message.
 */
public final class LinkRefused extends IOException {
  private static final long serialVersionUID = 1L;

  public LinkRefused(String message) {
    super(message);
  }
}
