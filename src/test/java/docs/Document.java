package docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A Markdown file of the repository, with its fenced blocks in order. Tests run in the top folder.
 */
record Document(Path file, List<String> lines, List<Block> blocks) {
  private static final String FENCE = "```";

  /**
   * What stands between two fences.
   *
   * @param language the words after the opening fence
   * @param firstLine number of the line after the opening fence, from 0
   * @param afterLine number of the line of the closing fence, from 0
   */
  record Block(String language, int firstLine, int afterLine, String text) {
    boolean is(String wanted) {
      return language.equals(wanted);
    }
  }

  static Document of(String file) throws IOException {
    Path path = Path.of(file);
    List<String> lines = Files.readAllLines(path);
    List<Block> blocks = new ArrayList<>();
    int opening = -1;
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).startsWith(FENCE)) {
        continue;
      }
      if (opening < 0) {
        opening = i;
      } else {
        blocks.add(block(lines, opening, i));
        opening = -1;
      }
    }
    if (opening >= 0) {
      throw new IllegalStateException(
          "%s line %d: expected a closing fence but found none".formatted(file, opening + 1));
    }
    return new Document(path, lines, List.copyOf(blocks));
  }

  List<Block> blocks(String language) {
    return blocks.stream().filter(block -> block.is(language)).toList();
  }

  /**
   * The output shown for {@code block}: a text block with nothing in between but empty lines and
   * "which prints".
   */
  Optional<String> outputOf(Block block) {
    int next = blocks.indexOf(block) + 1;
    if (next == blocks.size() || !blocks.get(next).is("text")) {
      return Optional.empty();
    }
    Block output = blocks.get(next);
    boolean follows =
        lines.subList(block.afterLine() + 1, output.firstLine() - 1).stream()
            .allMatch(line -> line.isBlank() || line.equals("which prints"));
    return follows ? Optional.of(output.text()) : Optional.empty();
  }

  /** The same as a pattern: an ellipsis stands for what differs from run to run, in one line. */
  Pattern outputPatternOf(Block block) {
    return Pattern.compile(
        Pattern.compile("…", Pattern.LITERAL)
            .splitAsStream(outputOf(block).orElseThrow())
            .map(Pattern::quote)
            .collect(Collectors.joining("[^\n]*")));
  }

  private static Block block(List<String> lines, int opening, int closing) {
    List<String> inside = lines.subList(opening + 1, closing);
    String text = inside.isEmpty() ? "" : String.join("\n", inside) + "\n";
    return new Block(
        lines.get(opening).substring(FENCE.length()).strip(), opening + 1, closing, text);
  }
}
