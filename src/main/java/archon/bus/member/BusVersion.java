package archon.bus.member;

/** The version of this bus. */
final class BusVersion {
  /** As the jar was built. */
  static final String TEXT = text();

  private BusVersion() {}

  private static String text() {
    String built = BusVersion.class.getPackage().getImplementationVersion();
    return built == null ? "unpackaged" : built;
  }
}
