package archon.bus.cli;

/** Numbers of things, in digits that programs can read, too. */
final class Plural {
  private Plural() {}

  /** {@code 1 event}, {@code 3075 events}. */
  static String of(long count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }
}
