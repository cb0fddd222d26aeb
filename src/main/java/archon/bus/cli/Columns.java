package archon.bus.cli;

import java.util.List;
import java.util.Set;

/** Lines whose words stand below one another. */
final class Columns {
  private Columns() {}

  /**
   * Numbers to the right, words to the left, the last column as it is.
   *
   * @param rows the heading first, all of the same length
   * @param numbers places of the columns that hold numbers
   */
  static List<String> aligned(List<String[]> rows, Set<Integer> numbers) {
    int[] widths = new int[rows.get(0).length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    return rows.stream().map(row -> line(row, widths, numbers)).toList();
  }

  private static String line(String[] row, int[] widths, Set<Integer> numbers) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.length; i++) {
      boolean isNumber = numbers.contains(i);
      String padding = " ".repeat(widths[i] - row[i].length());
      line.append(isNumber ? padding + row[i] : row[i]);
      if (i + 1 < row.length) {
        line.append(isNumber ? "" : padding).append("  ");
      }
    }
    return line.toString();
  }
}
