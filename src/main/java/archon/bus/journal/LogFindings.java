package archon.bus.journal;

import archon.bus.journal.Finding.Kind;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/**
 * Is told what a check of one log finds.
 *
 * @param log whose findings they are
 * @param findings takes each as it is met
 * @param progress is told how many lines were read since it was told last
 */
record LogFindings(LogId log, Consumer<Finding> findings, LongConsumer progress) {
  void tell(Path file, long byteOffset, long seq, Kind kind, String what) {
    tell(new Finding(log, file, byteOffset, seq, kind, what));
  }

  void tell(Finding finding) {
    findings.accept(finding);
  }

  void lineRead() {
    progress.accept(1);
  }
}
