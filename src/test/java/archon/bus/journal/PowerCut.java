package archon.bus.journal;

/** The power went out: what the disk was asked then has no answer. Nobody can handle that. */
final class PowerCut extends Error {
  private static final long serialVersionUID = 1L;

  PowerCut() {
    super("power cut", null, false, false); // thrown a hundred thousand times: no stack trace
  }
}
