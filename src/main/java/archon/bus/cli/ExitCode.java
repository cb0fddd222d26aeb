package archon.bus.cli;

/**
 * What the process tells its caller. Ended by a signal, it is 128 and the signal's number: 130
 * after Ctrl-C, 143 after SIGTERM.
 */
final class ExitCode {
  /** Done; also when the reader of a pipe went away: it had what it wanted. */
  static final int OK = 0;

  /** Also where a person was asked and did not say yes: nothing was done. */
  static final int FAILED = 1;

  /**
   * The words given do not make a command: a -D option that states no setting and a file of
   * --config that is not there included. What is wrong inside such a file is a failure.
   */
  static final int USAGE = 2;

  /** Done as far as possible, but something stored is damaged. */
  static final int DAMAGED = 3;

  private ExitCode() {}
}
