package archon.bus.member;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.journal.Journal;
import archon.bus.journal.NodeDescriptor;
import archon.bus.settings.BusSettings;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AnnouncementTest {
  @TempDir Path directory;
  private final Queue<Runnable> later = new ArrayDeque<>();
  private Journal journal;
  private Announcement announcement;

  @BeforeEach
  void open() throws IOException {
    directory = directory.toRealPath();
    journal = Journal.open(directory, BusSettings.from(ConfigFactory.load()).journal());
    announcement = new Announcement(journal, later::add);
  }

  @AfterEach
  void close() {
    journal.close();
  }

  @Test
  void tellsWhereTheNodeServesOthers() {
    announcement.link(4711);
    announcement.url(URI.create("http://127.0.0.1:8080"));

    assertThat(NodeDescriptor.of(directory).service().link()).isEqualTo(4711);
    assertThat(NodeDescriptor.of(directory).service().url()).isEqualTo("http://127.0.0.1:8080");
    assertThat(later).isEmpty();
  }

  @Test
  void triesAgainWhereItCannotBeWrittenSinceNobodyElseCanWorkThereMeanwhile() throws IOException {
    Path inTheWay = Files.createDirectories(directory.resolve(".archon-bus/node.json.new/x"));

    announcement.link(4711);
    later.remove().run();
    assertThat(NodeDescriptor.of(directory)).isNull();
    Files.delete(inTheWay);
    Files.delete(inTheWay.resolveSibling(""));
    later.remove().run();

    assertThat(NodeDescriptor.of(directory).service().link()).isEqualTo(4711);
    assertThat(later).isEmpty();
  }

  @Test
  void triesNoMoreOnceTheDirectoryIsLetGo() throws IOException {
    Files.createDirectories(directory.resolve(".archon-bus/node.json.new/x"));
    announcement.link(4711);

    announcement.end();
    later.remove().run();

    assertThat(later).isEmpty();
  }
}
