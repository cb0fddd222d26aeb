package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.cli.CliRun.Outcome;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thread that begins to read settings while the words of a command are taken in. */
final class DefaultsTest {
  private static final String THREAD = "defaults";

  @TempDir Path directory;
  private final ClassLoader classLoader = Thread.currentThread().getContextClassLoader();
  private final Thread.@Nullable UncaughtExceptionHandler handler =
      Thread.getDefaultUncaughtExceptionHandler();
  private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void listens() {
    Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
  }

  @AfterEach
  void leavesThingsAsTheyWere() {
    Thread.currentThread().setContextClassLoader(classLoader);
    Thread.setDefaultUncaughtExceptionHandler(handler);
  }

  @Test
  void readsThoseOfAllLibrariesWhileThePublishIsReadFromItsWords() throws Exception {
    try (Libraries libraries = new Libraries()) {
      Thread.currentThread().setContextClassLoader(libraries);

      Outcome wrongWords = CliRun.run("publish"); // so that nobody else asks for settings

      assertThat(wrongWords.exitCode()).isEqualTo(ExitCode.USAGE);
      Thread reader = libraries.reader.get(20, TimeUnit.SECONDS);
      assertThat(reader.getName()).isEqualTo(THREAD);
      assertThat(reader.isAlive()).as("it still reads").isTrue();
      libraries.goOn.countDown();
      reader.join();
    }
  }

  @Test
  void readsOurOwnForAShortCommand() throws Exception {
    try (Libraries libraries = new Libraries()) {
      Class<?> unread = libraries.loadClass(Defaults.class.getName());
      Method prepareFor = unread.getDeclaredMethod("prepareFor", List.class);
      prepareFor.setAccessible(true);

      prepareFor.invoke(null, List.of("history"));

      Thread reader = libraries.reader.get(20, TimeUnit.SECONDS);
      assertThat(reader.getName()).isEqualTo(THREAD);
      libraries.goOn.countDown();
      reader.join();
      assertThat(uncaught).isEmpty();
    }
  }

  @Test
  void leavesItToTheCommandToTellWhatIsWrong() throws Exception {
    Path wrong = Files.writeString(directory.resolve("reference.conf"), "archon.bus { no end");
    try (Libraries libraries = new Libraries()) {
      libraries.reference = wrong.toUri().toURL();
      libraries.goOn.countDown();
      Thread.currentThread().setContextClassLoader(libraries);

      Outcome outcome =
          CliRun.in(directory, "publish", "--topic", "t", "--source", "s", "--payload", "{}");

      assertThat(outcome.exitCode()).isEqualTo(ExitCode.FAILED);
      assertThat(outcome.out()).isEmpty();
      assertThat(outcome.err().lines())
          .singleElement()
          .asString()
          .startsWith("archon-bus: ")
          .contains(wrong.toString());
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.getName().equals(THREAD)) {
          thread.join();
        }
      }
      assertThat(uncaught).isEmpty();
    }
  }

  /**
   * Has a class {@link Defaults} of its own, and notices who asks for the settings of libraries.
   */
  private static final class Libraries extends URLClassLoader {
    final CompletableFuture<Thread> reader = new CompletableFuture<>();
    final CountDownLatch goOn = new CountDownLatch(1);
    volatile @Nullable URL reference;

    Libraries() {
      super(
          new URL[] {Defaults.class.getProtectionDomain().getCodeSource().getLocation()},
          DefaultsTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(Defaults.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }

    @Override
    public @Nullable URL getResource(String name) {
      if (name.endsWith("/Defaults.class")) {
        noticeReader();
      }
      return super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      if (!name.equals("reference.conf")) {
        return super.getResources(name);
      }
      noticeReader();
      return reference == null
          ? super.getResources(name)
          : Collections.enumeration(List.of(reference));
    }

    private void noticeReader() {
      reader.complete(Thread.currentThread());
      try {
        boolean told = goOn.await(20, TimeUnit.SECONDS);
        assertThat(told).isTrue();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
