package archon.bus.journal;

import static archon.bus.journal.JournalLines.appendOneByOne;
import static archon.bus.journal.JournalLines.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DamagedLineTest {
  private static final LogId ORDERS = LogId.topic("orders");

  @TempDir Path directory;

  private Path file;
  private byte[] whole;

  @BeforeEach
  void tenLines() throws IOException {
    try (Journal journal = Journal.open(directory, JournalSettings.DEFAULT)) {
      appendOneByOne(journal, ORDERS, 1, 10);
    }
    file = directory.resolve("orders.jsonl");
    whole = Files.readAllBytes(file);
  }

  private int startOfLine(int line) {
    int at = 0;
    for (int seen = 1; seen < line && at < whole.length; at++) {
      if (whole[at] == '\n') {
        seen++;
      }
    }
    return at;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 10})
  void noChangedBitIsServedAndNoOtherLineIsLost(int changed) throws IOException {
    int from = startOfLine(changed);
    int to = startOfLine(changed + 1) - 1; // without its line end
    List<Long> others =
        LongStream.rangeClosed(1, 10).filter(seq -> seq != changed).boxed().toList();

    for (int at = from; at < to; at += 2) {
      byte[] bytes = whole.clone();
      bytes[at] ^= (byte) (1 << (at % 7));
      Files.write(file, bytes);
      List<Long> read = new ArrayList<>();
      int damages = 0;
      try (LineCursor cursor =
          JournalReader.of(directory, JournalSettings.DEFAULT).lines(ORDERS, 1)) {
        for (boolean more = true; more; ) {
          try {
            JournalLine line = cursor.next();
            more = line != null;
            if (line != null) {
              assertThat(line.event()).isEqualTo(event("orders", line.seq()));
              read.add(line.seq());
            }
          } catch (DamagedLine e) {
            assertThat(e.byteOffset()).isBetween((long) from, (long) to);
            damages++;
            cursor.skipDamage();
          }
        }
      }

      assertThat(read).as("byte %d", at).isEqualTo(others);
      assertThat(damages).as("byte %d", at).isPositive();
    }
  }

  @Test
  void tellsWhereAndWhat() throws IOException {
    byte[] bytes = whole.clone();
    bytes[startOfLine(5) + 60] ^= 1;
    Files.write(file, bytes);

    assertThatThrownBy(
            () ->
                JournalLines.readAll(JournalReader.of(directory, JournalSettings.DEFAULT), ORDERS))
        .isInstanceOfSatisfying(
            DamagedLine.class,
            damage -> {
              assertThat(damage.file()).isEqualTo(file);
              assertThat(damage.byteOffset()).isEqualTo(startOfLine(5));
              assertThat(damage.expectedSeq()).isEqualTo(5);
              assertThat(damage)
                  .hasMessageContaining("the checksum is")
                  .hasMessageContaining("verify --topic");
            });
  }

  @Test
  void noticesLinesThatAreMissing() throws IOException {
    byte[] bytes = new byte[whole.length - (startOfLine(7) - startOfLine(5))];
    System.arraycopy(whole, 0, bytes, 0, startOfLine(5));
    System.arraycopy(whole, startOfLine(7), bytes, startOfLine(5), whole.length - startOfLine(7));
    Files.write(file, bytes);
    JournalReader reader = JournalReader.of(directory, JournalSettings.DEFAULT);

    assertThatThrownBy(() -> JournalLines.readAll(reader, ORDERS))
        .isInstanceOf(DamagedLine.class)
        .hasMessageContaining("expected seq 5 but the line holds 7");
    assertThat(JournalLines.readableSeqs(reader, ORDERS))
        .containsExactly(1L, 2L, 3L, 4L, 7L, 8L, 9L, 10L);
  }

  @Test
  void aLineWithoutItsChecksumIsDamage() throws IOException {
    String text = new String(whole, StandardCharsets.UTF_8);
    String stripped = text.replaceFirst(",\"crc\":\"[0-9a-f]{8}\"}\n", "}\n");
    Files.writeString(file, stripped);

    assertThat(
            JournalLines.readableSeqs(JournalReader.of(directory, JournalSettings.DEFAULT), ORDERS))
        .isEqualTo(LongStream.rangeClosed(2, 10).boxed().toList());
  }

  @Test
  void readsMembersInAnyOrderAndCarriesUnknownOnes() throws IOException {
    byte[] head =
        "{\"seq\":11,\"later\":{\"a\":[1]},\"topic\":\"orders\",\"id\":\"00000000-0000-0007-0000-00000000000b\",\"timestamp\":\"2026-04-16T12:00:00+00:00\",\"fact\":11"
            .getBytes(StandardCharsets.UTF_8);
    byte[] line = new byte[head.length + LineCodec.CRC_BYTES + 1];
    System.arraycopy(head, 0, line, 0, head.length);
    int end = LineCodec.seal(line, 0, head.length);
    line[end] = '\n';
    byte[] bytes = Arrays.copyOf(whole, whole.length + line.length);
    System.arraycopy(line, 0, bytes, whole.length, line.length);
    Files.write(file, bytes);

    List<JournalLine> lines =
        JournalLines.readAll(JournalReader.of(directory, JournalSettings.DEFAULT), ORDERS);

    assertThat(lines).hasSize(11);
    assertThat(lines.get(10).seq()).isEqualTo(11);
    assertThat(new String(lines.get(10).json(), StandardCharsets.UTF_8))
        .contains("\"later\":{\"a\":[1]}");
  }

  @Test
  void passesOverALineThatIsTooLongInConstantMemory() throws IOException {
    JournalSettings small =
        new JournalSettings(
            LogSettings.DEFAULT,
            List.of(),
            Duration.ofMinutes(1),
            1,
            512,
            1024,
            "rw-------",
            "rwx------");
    String long1 = PredecessorFormat.line("plain", 1);
    Files.writeString(
        directory.resolve("plain.jsonl"),
        long1
            + "\n{\"id\": \""
            + "x".repeat(300_000)
            + "\"}\n"
            + PredecessorFormat.line("plain", 2)
            + "\n");

    assertThat(
            JournalLines.seqs(
                JournalLines.readAll(JournalReader.of(directory, small), LogId.topic("plain"))))
        .containsExactly(1L, 2L);
  }
}
