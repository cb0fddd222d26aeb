package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.await;
import static archon.bus.journal.JournalLines.group;
import static archon.bus.journal.JournalLines.readAll;
import static archon.bus.journal.JournalLines.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogGrowthTest {
  private static final LogId ORDERS = LogId.topic("orders");
  private static final LogId INVOICES = LogId.topic("invoices");

  @TempDir Path directory;
  private Journal journal;

  private final List<LogId> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void open() {
    journal = Journal.open(directory, JournalSettings.DEFAULT);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void tellsOfALogThatGrewOnceItsLinesCanBeRead() {
    List<List<Long>> seen = new CopyOnWriteArrayList<>();
    journal.onGrowth(ORDERS, log -> seen.add(seqs(readAll(journal.reader(), log))));

    await(journal.append(ORDERS, List.of(group("orders", 1, 1, 2))));
    appendOneByOne(journal, INVOICES, 1, 1);
    await(journal.append(ORDERS, List.of(group("orders", 3, 2, 1))));

    assertThat(seen).containsExactly(List.of(1L, 2L), List.of(1L, 2L, 3L));
  }

  @Test
  void tellsOfEveryLogToWhoWantsAll() {
    journal.onGrowthOfAny(told::add);

    appendOneByOne(journal, ORDERS, 1, 1);
    appendOneByOne(journal, INVOICES, 1, 1);

    assertThat(told).containsExactly(ORDERS, INVOICES);
  }

  @Test
  void isSilentAboutOpeningAnEmptyLogAndAboutDeletion() {
    journal.onGrowth(ORDERS, told::add);

    await(journal.open(ORDERS));
    assertThat(told).isEmpty();
    appendOneByOne(journal, ORDERS, 1, 1);
    await(journal.deleteTo(ORDERS, 1));

    assertThat(told).containsExactly(ORDERS);
  }

  @Test
  void tellsOfLinesFoundWhenALogIsOpenedAgain() {
    appendOneByOne(journal, ORDERS, 1, 1);
    await(journal.release(ORDERS));
    journal.onGrowth(ORDERS, told::add);

    await(journal.open(ORDERS));

    assertThat(told).containsExactly(ORDERS);
  }

  @Test
  void tellsNobodyWhoseRegistrationIsClosed() {
    LogGrowth.Registration one = journal.onGrowth(ORDERS, told::add);
    LogGrowth.Registration all = journal.onGrowthOfAny(told::add);
    journal.onGrowth(ORDERS, told::add);
    one.close();
    one.close();
    all.close();

    appendOneByOne(journal, ORDERS, 1, 1);

    assertThat(told).containsExactly(ORDERS);
  }

  @Test
  void storesAlsoWhenAListenerFails() {
    journal.onGrowthOfAny(
        log -> {
          throw new IllegalStateException("a listener with a fault");
        });
    journal.onGrowth(ORDERS, told::add);

    appendOneByOne(journal, ORDERS, 1, 2);

    assertThat(told).containsExactly(ORDERS, ORDERS);
    assertThat(seqs(readAll(journal.reader(), ORDERS))).containsExactly(1L, 2L);
  }
}
