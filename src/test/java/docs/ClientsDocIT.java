package docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import archon.bus.OtherProcess;
import archon.bus.TestBus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code docs/clients.md} shows is what runs, where the programs it needs are there. */
final class ClientsDocIT {
  private static final String MODULE = "python archon_bus.py";

  @TempDir Path directory;
  private Document document;
  private TestBus bus;

  @BeforeEach
  void open() throws IOException {
    document = Document.of("docs/clients.md");
    bus = TestBus.open(directory.resolve("events"), "archon.bus.http.heartbeat = 1s");
    assertThat(bus.url()).as("served, as the clients find in node.json").isNotNull();
  }

  @AfterEach
  void close() {
    bus.close();
  }

  @Test
  void everyPythonBlockRunsAndPrintsWhatIsShown() throws Exception {
    for (Document.Block block : document.blocks("python")) {
      assertThat(python(block.text())).matches(document.outputPatternOf(block));
    }
  }

  @Test
  void thePythonClientTellsWhatIsWrongAtOnce() throws Exception {
    String told =
        python(
            """
            import os
            from archon_bus import Bus, BusError

            def tell(call):
                try:
                    print(call())
                except BusError as error:
                    print(error.problem.get("status"), error.event_id, error)

            os.makedirs("away/.archon-bus")
            held = Bus("events")
            tell(lambda: list(held.history(nope=1)))
            tell(lambda: held.publish("orders", [], source="shop", id="93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a"))
            tell(lambda: next(held.subscribe("orders", start="x")))
            for bus in [Bus("no-such"), Bus("."), Bus("away")]:
                tell(lambda: list(bus.history(patience=0)))
                tell(lambda: bus.publish("orders", {}, source="shop", id="0", patience=0))
                if bus.node.parent.exists() is False:
                    tell(lambda: next(bus.subscribe("orders")))
            """);

    assertThat(told)
        .isEqualTo(
            """
            400 None parameter "nope": expected one of topic, source, since, until, id, correlation_id, limit, last
            422 93a5c1de-6b0f-4f0e-9d3c-1f2e3d4c5b6a event: payload: expected a JSON object but found []
            400 None parameter "from": expected new, all, last:COUNT, seq:SEQ or since:TIME but found "x"
            None None no-such: expected an events directory of yours that a bus has held before
            None 0 no-such: expected an events directory of yours that a bus has held before
            None None no-such: expected an events directory of yours that a bus has held before
            None None .: expected an events directory of yours that a bus has held before
            None 0 .: expected an events directory of yours that a bus has held before
            None None .: expected an events directory of yours that a bus has held before
            None None history: not read to its end: no process serves it over HTTP at present
            None 0 event 0: not known to be stored: no process serves it over HTTP at present
            """);
  }

  /** What it waits for at most is looked at, and not a clock: others share the machine. */
  @Test
  void thePythonClientOutlivesANodeThatHangs() throws Exception {
    Path shared = directory.resolve("shared");
    try (OtherProcess node = OtherProcess.start()) {
      node.ask("open %s archon.bus.http.start-delay=0".formatted(shared));
      try (TestBus next = TestBus.open(shared, "archon.bus.http.heartbeat = 1s")) {
        String told =
            python(
                """
                import json, os, signal
                from concurrent.futures import ThreadPoolExecutor
                import archon_bus

                timeouts = []
                open_url = archon_bus.open_url

                def noting(request, timeout):
                    timeouts.append(timeout)
                    return open_url(request, timeout=timeout)

                bus = archon_bus.Bus("shared")
                bus.publish("orders", {"n": 1}, source="shop")
                listener = bus.subscribe("orders", start="all")
                print("heard", next(listener)["seq"])
                node = json.loads(bus.node.read_text())["pid"]

                os.kill(node, signal.SIGSTOP)
                archon_bus.open_url = noting
                try:
                    print(bus.publish("orders", {"n": 2}, source="shop", patience=1))
                except archon_bus.BusError as error:
                    lost = error.event_id
                print("waits at most as long as told", len(timeouts) > 0 and max(timeouts) <= 1)

                with ThreadPoolExecutor() as threads:
                    late = threads.submit(next, bus.subscribe("orders", start="all"))
                    history = threads.submit(list, bus.history(topic="orders"))
                    os.kill(node, signal.SIGKILL)
                    print("stored as", bus.publish("orders", {"n": 2}, source="shop", id=lost))
                    print("stored as", bus.publish("orders", {"n": 2}, source="shop", id=lost))
                    print("heard", late.result()["seq"], history.result()[0]["seq"], next(listener)["seq"])
                """);

        assertThat(told)
            .isEqualTo(
                """
                heard 1
                waits at most as long as told True
                stored as 2
                stored as 2
                heard 1 1 2
                """);
        assertThat(next.url()).isNotNull();
      }
    }
  }

  private String python(String program) throws Exception {
    assumeTrue(isThere("python3"));
    Files.writeString(directory.resolve("archon_bus.py"), document.blocks(MODULE).get(0).text());
    return Command.run(directory, List.of("python3", "-c", program));
  }

  /** The pipe that {@code head} closes ends curl with an error that means nothing. */
  @Test
  void everyCurlBlockRunsAndPrintsWhatIsShown() throws Exception {
    assumeTrue(isThere("curl"));

    for (Document.Block block : document.blocks("sh")) {
      assertThat(Command.run(directory, List.of("bash", "-eu", "-c", block.text())))
          .matches(document.outputPatternOf(block));
    }
  }

  private static boolean isThere(String program) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
