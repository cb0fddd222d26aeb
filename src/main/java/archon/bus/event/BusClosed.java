package archon.bus.event;

/**
 * The bus, or the part of it that was asked, is closed. Nothing was done, unless the message says
 * that it may be; a retry needs a newly opened bus.
 */
public final class BusClosed extends BusException {
  private static final long serialVersionUID = 1L;

  public BusClosed(String message) {
    super(message);
  }
}
