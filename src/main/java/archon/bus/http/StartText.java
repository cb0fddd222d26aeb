package archon.bus.http;

import archon.bus.read.StartPosition;

/** Start positions as they are written: {@code new}, {@code all}, {@code last:10} … */
final class StartText {
  private static final String NAME = "from";

  private StartText() {}

  static StartPosition parse(String text) {
    int colon = text.indexOf(':');
    String kind = colon < 0 ? text : text.substring(0, colon + 1);
    String value = text.substring(colon + 1);
    return switch (kind) {
      case "new" -> StartPosition.New.INSTANCE;
      case "all" -> StartPosition.All.INSTANCE;
      case "last:" -> new StartPosition.Last(Call.number(NAME, value, 0));
      case "seq:" -> new StartPosition.FromSeq(Call.number(NAME, value, 1));
      case "since:" -> new StartPosition.Since(Call.time(NAME, value));
      default ->
          throw Call.wrong(NAME, "new, all, last:COUNT, seq:SEQ or since:TIME", "\"" + text + "\"");
    };
  }
}
