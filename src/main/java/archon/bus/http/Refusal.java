package archon.bus.http;

/**
 * Ends the handling of a request with a problem. Thrown for what the client did: no stack trace.
 */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  Refusal(Problem problem) {
    super(problem.detail(), null, false, false);
    this.problem = problem;
  }

  static Refusal of(Problem.Kind kind, String detail) {
    return new Refusal(Problem.of(kind, detail));
  }

  Problem problem() {
    return problem;
  }
}
