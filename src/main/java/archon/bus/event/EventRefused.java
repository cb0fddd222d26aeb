package archon.bus.event;

/**
 * An event breaks a rule or a limit and was not stored. The same event is refused again: change it
 * before a retry.
 */
public final class EventRefused extends BusException {
  private static final long serialVersionUID = 1L;

  public EventRefused(String message) {
    super(message);
  }
}
