package archon.bus.redis;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.netty.channel.ConnectTimeoutException;

/**
 * A Redis server could not be asked, or refused. The message says where, why and what helps. What
 * was written when it came may or may not have been done, unless {@link Kind#isRefusal}.
 */
public final class RedisFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is the matter with a server. */
  public enum Kind {
    /** Nobody is there, or the connection broke. */
    UNREACHABLE(false, "see that it runs and can be reached"),
    /** It is there, but does not answer in time: it is stopped, or busy. */
    NOT_RESPONDING(false, "look why it is slow or stopped"),
    /** It reads its data from disk. */
    LOADING(true, "it goes on by itself"),
    /** It has no room and deletes nothing. */
    FULL(true, "give it more memory (maxmemory), or trim what is kept"),
    /** It is a replica that takes no writes, or misses its own replicas. */
    READ_ONLY(true, "name the server that takes writes"),
    /** It wants another password, or lets this user not do that. */
    NOT_PERMITTED(true, "see the user, the password and the rights (ACL) it has there"),
    /** The key holds something else. */
    WRONG_TYPE(true, "rename or delete the key, which holds something else"),
    /** Anything else it refuses. */
    REFUSED(true, "see the server's log");

    private final boolean isRefusal;
    private final String help;

    Kind(boolean isRefusal, String help) {
      this.isRefusal = isRefusal;
      this.help = help;
    }

    /** Whether the server itself said no: then nothing was done. */
    public boolean isRefusal() {
      return isRefusal;
    }

    /** Whether it may be over by itself, without anybody changing anything. */
    public boolean isPassing() {
      return this == UNREACHABLE || this == NOT_RESPONDING || this == LOADING;
    }
  }

  private final Kind kind;

  private RedisFailure(Kind kind, RedisAddress address, Throwable cause, String said) {
    super(
        "redis %s: expected it to answer but %s; %s%s"
            .formatted(address, said, kind.help, hint(kind, address)),
        cause);
    this.kind = kind;
  }

  /** A secured port answers an open client with silence or a reset, and the other way round. */
  private static String hint(Kind kind, RedisAddress address) {
    return kind == Kind.UNREACHABLE || kind == Kind.NOT_RESPONDING
        ? " (%s TLS is used, as the scheme says)".formatted(address.isTls() ? "with" : "without")
        : "";
  }

  /** Of whatever the client library threw. */
  static RedisFailure of(Throwable thrown, RedisAddress address) {
    Throwable root = thrown;
    Kind kind = Kind.UNREACHABLE;
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof RedisFailure known) {
        return known;
      }
      root = cause;
      if (kind == Kind.UNREACHABLE) {
        kind = kind(cause);
      }
    }
    return new RedisFailure(kind, address, thrown, message(root));
  }

  private static String message(Throwable cause) {
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static Kind kind(Throwable cause) {
    String said = message(cause);
    int end = said.indexOf(' ');
    return switch (end < 0 ? said : said.substring(0, end)) {
      case "LOADING", "BUSY" -> Kind.LOADING;
      case "OOM", "MISCONF" -> Kind.FULL;
      case "READONLY", "NOREPLICAS", "MASTERDOWN" -> Kind.READ_ONLY;
      case "WRONGPASS", "NOAUTH", "NOPERM" -> Kind.NOT_PERMITTED;
      case "WRONGTYPE" -> Kind.WRONG_TYPE;
      default -> kindByClass(cause, said);
    };
  }

  private static Kind kindByClass(Throwable cause, String said) {
    if (cause instanceof RedisCommandExecutionException) {
      return Kind.REFUSED;
    }
    return cause instanceof RedisCommandTimeoutException
            || cause instanceof ConnectTimeoutException
            || said.contains("timed out")
        ? Kind.NOT_RESPONDING
        : Kind.UNREACHABLE;
  }

  public Kind kind() {
    return kind;
  }
}
