package archon.bus.journal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Numbers that a log whose highest ones are lost can go on behind without giving one twice. What is
 * left of its files tells a number that was given; events that came after it, before the files were
 * lost, are covered by a distance far above what a topic stores between two of these statements.
 */
final class HighestNumbers {
  /** How far numbers are skipped. */
  static final long DISTANCE = 1_000_000;

  private static final Pattern STATED =
      Pattern.compile("\"(?:highest_seq|highest_fact|last_seq|sequence_nr)\":(\\d{1,18})");
  private static final int MAX_BYTES = 1024 * 1024;

  private final ReadContext context;
  private final LogPaths paths;

  HighestNumbers(ReadContext context, LogPaths paths) {
    this.context = context;
    this.paths = paths;
  }

  /** A number for both, seq and fact: above {@code known} and above all that files tell. */
  long safe(long known, Path snapshots) throws IOException {
    long highest = Math.max(known, Math.max(inText(paths.stated()), inBlocks()));
    for (String name : context.disk().list(snapshots, ".json")) {
      highest = Math.max(highest, inText(snapshots.resolve(name)));
    }
    return highest + DISTANCE;
  }

  /**
   * The highest number in a topic's intact snapshots that must be in its log too, 0 if there is
   * none: a snapshot follows the sync of its lines, where these are synced at once. Another
   * persistent actor may have snapshots without events.
   */
  long inTopicSnapshots(Path snapshots) throws IOException {
    long highest = 0;
    if (paths.log().kind() == LogId.Kind.TOPIC
        && context.settings().of(paths.log()).sync() == SyncPolicy.BATCH) {
      List<Path> damaged = Verification.damagedCheckedFiles(context, snapshots);
      for (String name : context.disk().list(snapshots, ".json")) {
        Path file = snapshots.resolve(name);
        highest = damaged.contains(file) ? highest : Math.max(highest, inText(file));
      }
    }
    return highest;
  }

  /** The highest number in a file, also where its checksum is wrong: too high does no harm. */
  private long inText(Path file) throws IOException {
    long highest = 0;
    try (OwnFile open = OwnFile.open(context.disk(), file, context.maxLineBytes())) {
      byte[] bytes = new byte[(int) Math.min(open.size(), MAX_BYTES)];
      int filled = 0;
      for (int read = 0; read >= 0 && filled < bytes.length; filled += Math.max(0, read)) {
        read = open.file().read(bytes, filled, bytes.length - filled, filled);
      }
      Matcher number = STATED.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
      while (number.find()) {
        highest = Math.max(highest, Long.parseLong(number.group(1)));
      }
    }
    return highest;
  }

  private long inBlocks() throws IOException {
    if (context.disk().stat(paths.blocks()) == null) {
      return 0;
    }
    try (Disk.OpenFile file = context.disk().openToRead(paths.blocks())) {
      List<Block> blocks = BlockFile.entries(file, paths.lines(), 0, 0);
      return blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).lastSeq();
    }
  }
}
