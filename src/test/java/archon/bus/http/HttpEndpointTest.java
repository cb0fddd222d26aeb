package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;

import archon.bus.TestBus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpEndpointTest {
  @TempDir Path directory;

  @Test
  void isServedOnceItsPortIsFree() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      try (TestBus bus = TestBus.open(directory, "archon.bus.http.port = " + port)) {
        assertThat(bus.bus().topics().toCompletableFuture().join()).isEmpty();
        taken.close();

        assertThat(bus.url().getPort()).isEqualTo(port);
        assertThat(new HttpClientOf(bus).get("/v1/health").status()).isEqualTo(200);
      }
    }
  }

  @Test
  void isNotStartedForAProgramOfShortLife() {
    for (int i = 0; i < 5; i++) {
      TestBus bus = TestBus.open(directory, "archon.bus.http.start-delay = 1h");

      CompletionStage<?> closed = bus.bus().closeAsync();

      assertThat(closed.toCompletableFuture().join()).isNotNull();
    }
  }
}
