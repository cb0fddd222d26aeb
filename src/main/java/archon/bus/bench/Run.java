package archon.bus.bench;

/** A workload that is ready to be carried out, again and again. */
interface Run extends AutoCloseable {
  /**
   * Carries it out once and verifies it.
   *
   * @throws BenchFailed if it is not what it should be; then there is no figure
   */
  Outcome once() throws InterruptedException;

  /** Whether what it does is done by this process, so that the process must warm up. */
  default boolean isOfThisProcess() {
    return true;
  }

  /** How hard it really works the bus: not every workload takes all there is to choose. */
  Load load();

  @Override
  default void close() {}
}
