package archon.bus.bench;

/** Is told how far a bench has come. Safe from any thread. */
public interface Watcher {
  /** A part of the work begins: loading, a warm-up, a run, a verification. */
  void begins(String part);

  /** So many more events of that part are dealt with. */
  void done(long events);
}
