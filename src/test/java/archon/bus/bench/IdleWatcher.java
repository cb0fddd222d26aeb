package archon.bus.bench;

/** Looks away. */
final class IdleWatcher implements Watcher {
  @Override
  public void begins(String part) {}

  @Override
  public void done(long events) {}
}
