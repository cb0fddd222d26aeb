package archon.bus.cli;

/** Said if the process is told to end in the middle of something, by Ctrl-C or kill. */
final class LastWords implements AutoCloseable {
  private final Thread hook;

  private LastWords(Thread hook) {
    this.hook = hook;
  }

  static LastWords prepare(Runnable words) {
    Thread hook = new Thread(words, "last-words");
    Runtime.getRuntime().addShutdownHook(hook);
    return new LastWords(hook);
  }

  /** They are not needed any more. */
  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException ending) {
      // The process is ending, and they are being said.
    }
  }
}
