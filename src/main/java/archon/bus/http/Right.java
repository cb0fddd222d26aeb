package archon.bus.http;

/** What a token may be allowed to do, for topics each. */
enum Right {
  PUBLISH,
  READ,
  CLEAR;

  /** As it is written in the configuration and in messages. */
  String word() {
    return switch (this) {
      case PUBLISH -> "publish";
      case READ -> "read";
      case CLEAR -> "clear";
    };
  }
}
