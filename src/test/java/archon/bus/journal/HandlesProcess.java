package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Uses a journal while this process has no file handle left. */
final class HandlesProcess {
  private static final LogId OPEN = LogId.topic("open");
  private static final LogId NEW = LogId.topic("new");

  private HandlesProcess() {}

  public static void main(String[] arguments) throws IOException {
    try (Journal journal = Journal.open(Path.of(arguments[0]), JournalSettings.DEFAULT)) {
      rehearse(journal);
      appendOneByOne(journal, OPEN, 1, 1);
      Path any = Files.createFile(Path.of(arguments[0]).resolveSibling("any"));
      List<Closeable> handles = new ArrayList<>();

      takeAll(any, handles);
      tell("open log", () -> appendOneByOne(journal, OPEN, 2, 2));
      takeAll(any, handles); // the runtime may have let go of one of its own meanwhile
      tell("new log", () -> appendOneByOne(journal, NEW, 1, 1));
      takeAll(any, handles);
      tell("reading", () -> readAll(journal.reader(), OPEN));

      for (Closeable handle : handles) {
        handle.close();
      }
      appendOneByOne(journal, OPEN, 3, 3);
      appendOneByOne(journal, NEW, 1, 1);
      System.out.printf(
          "told: afterwards open log %s, new log %s%n",
          seqs(readAll(journal.reader(), OPEN)), seqs(readAll(journal.reader(), NEW)));
    }
  }

  /** Loads the classes that will be needed: that takes handles too. */
  private static void rehearse(Journal journal) {
    appendOneByOne(journal, LogId.topic("rehearsal"), 1, 2);
    readAll(journal.reader(), LogId.topic("rehearsal"));
    tell("rehearsal", () -> JournalLines.await(journal.open(LogId.topic("x".repeat(300)))));
    tell("rehearsal", () -> failure().run());
  }

  private static Runnable failure() {
    return () -> {
      throw new JournalIoFailure("rehearsing", Path.of("."), new IOException("rehearsal"));
    };
  }

  private static void takeAll(Path file, List<Closeable> into) {
    try {
      while (true) {
        into.add(FileChannel.open(file));
      }
    } catch (IOException noneIsLeft) {
      // as intended
    }
  }

  private static void tell(String what, Runnable action) {
    String outcome = "stored";
    try {
      action.run();
    } catch (RuntimeException e) {
      outcome = e.getClass().getSimpleName();
    }
    if (!what.equals("rehearsal")) {
      System.out.println("told: " + what + " " + outcome);
    }
  }
}
