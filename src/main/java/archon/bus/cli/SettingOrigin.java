package archon.bus.cli;

import com.typesafe.config.ConfigOrigin;

/** Where a setting was stated, in a word for people. */
final class SettingOrigin {
  static final String OPTION = "-D option";

  private SettingOrigin() {}

  static String of(ConfigOrigin origin) {
    String description = origin.description();
    if (description.startsWith("system propert")) {
      return "system property";
    }
    if (description.startsWith(OPTION)) {
      return OPTION;
    }
    if (description.startsWith("env")) {
      return description.replaceFirst("^env(ironment)? (var(iable)?)? ?", "environment ");
    }
    if (origin.url() != null && origin.url().toString().equals(Defaults.reference().toString())) {
      return "default";
    }
    String place = origin.filename();
    if (place == null && origin.url() != null) {
      place = origin.url().toString();
    }
    return place == null
        ? description
        : place + (origin.lineNumber() > 0 ? ":" + origin.lineNumber() : "");
  }
}
