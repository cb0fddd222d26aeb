package docs;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Our {@code reference.conf} as Markdown: a heading for each block, a row for each key. */
final class SettingsTable {
  private static final List<String> ROOTS = List.of("archon.bus", "archon.redis");
  private static final Path REFERENCE = Path.of("src", "main", "resources", "reference.conf");

  /** One allowed value and its meaning: {@code " batch - after the write"}. */
  private static final Pattern ITEM = Pattern.compile(" {2,}\\S+(, \\S+)* +- ");

  private final List<String> undescribed = new ArrayList<>();
  private final StringBuilder markdown = new StringBuilder();

  private SettingsTable() {}

  static SettingsTable ofReference() {
    Config reference = ConfigFactory.parseFile(REFERENCE.toFile());
    SettingsTable table = new SettingsTable();
    ROOTS.forEach(root -> table.addBlock(root, reference.getObject(root)));
    return table;
  }

  String markdown() {
    return markdown.toString();
  }

  /** Keys with no comment, neither above them nor above their block. */
  List<String> undescribed() {
    return List.copyOf(undescribed);
  }

  /** The keys of the block, then its blocks; in the order of the file. */
  private void addBlock(String path, ConfigObject block) {
    List<Map.Entry<String, ConfigValue>> entries =
        block.entrySet().stream().sorted(Comparator.comparingInt(SettingsTable::line)).toList();
    List<Map.Entry<String, ConfigValue>> keys =
        entries.stream().filter(entry -> !isBlock(entry.getValue())).toList();
    if (!keys.isEmpty()) {
      String description = comment(block);
      markdown.append("\n## ").append(path).append("\n\n");
      markdown.append(
          description.isEmpty() || path.equals(ROOTS.get(0)) ? "" : description + "\n\n");
      markdown.append("| key | default | meaning |\n| --- | --- | --- |\n");
      for (Map.Entry<String, ConfigValue> key : keys) {
        String meaning = comment(key.getValue());
        if (meaning.isEmpty() && description.isEmpty()) {
          undescribed.add(path + "." + key.getKey());
        }
        markdown.append(
            "| `%s` | `%s` | %s |\n".formatted(key.getKey(), shown(key.getValue()), meaning));
      }
    }
    for (Map.Entry<String, ConfigValue> entry : entries) {
      if (isBlock(entry.getValue())) {
        addBlock(path + "." + ConfigUtil.joinPath(entry.getKey()), (ConfigObject) entry.getValue());
      }
    }
  }

  private static boolean isBlock(ConfigValue value) {
    return value instanceof ConfigObject;
  }

  private static int line(Map.Entry<String, ConfigValue> entry) {
    return entry.getValue().origin().lineNumber();
  }

  /** As it stands in the file, without the quotes that only an empty text needs. */
  private static String shown(ConfigValue value) {
    String rendered = value.render();
    boolean isText = rendered.startsWith("\"") && rendered.length() > 2;
    return isText ? rendered.substring(1, rendered.length() - 1) : rendered;
  }

  /** As one line, but for the items of a list. */
  private static String comment(ConfigValue value) {
    return value.origin().comments().stream()
        .map(line -> ITEM.matcher(line).lookingAt() ? "<br>" + line.strip() : line.strip())
        .collect(Collectors.joining(" "))
        .strip()
        .replaceFirst("^<br>", "")
        .replaceAll(" +<br>", "<br>")
        .replaceAll(" {2,}", " ")
        .replace("|", "\\|");
  }
}
