package archon.bus.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.TestBus;
import archon.bus.TestCertificate;
import archon.bus.settings.ConfigProblem;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HexFormat;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TlsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"RSA, 2048", "EC, 256"})
  void servesOverTlsWithWhatThePemFilesHold(String algorithm, int bits) throws Exception {
    KeyStore store = TestCertificate.write(directory, algorithm, bits, "PRIVATE KEY");

    try (TestBus bus = TestBus.open(directory.resolve("events"), settings("0.0.0.0"))) {
      assertThat(bus.url().getScheme()).isEqualTo("https");
      assertThat(answer(store, bus)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void namesTheKeyOfAFileThatIsNoKeyAndTellsNothingOfIt() throws Exception {
    TestCertificate.write(directory, "RSA", 2048, "RSA PRIVATE KEY");

    assertThatThrownBy(() -> TestBus.open(directory.resolve("events"), settings("127.0.0.1")))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("archon.bus.http.tls.private-key")
        .hasMessageContaining("openssl pkcs8")
        .hasMessageNotContaining("MII");
  }

  @Test
  void namesTheKeyOfAFileThatIsBroken() throws Exception {
    Files.writeString(
        directory.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\nMII=a\n-----END PRIVATE KEY-----\n");

    assertThatThrownBy(() -> TestBus.open(directory.resolve("events"), settings("127.0.0.1")))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("archon.bus.http.tls.private-key")
        .hasMessageNotContaining("MII");
  }

  @Test
  void namesTheKeyOfAFileThatIsNotThere() {
    assertThatThrownBy(() -> TestBus.open(directory.resolve("events"), settings("127.0.0.1")))
        .isInstanceOf(ConfigProblem.class)
        .hasMessageContaining("archon.bus.http.tls.private-key")
        .hasMessageContaining("key.pem");
  }

  private String settings(String host) {
    return """
        archon.bus.http {
          host = "%s"
          tls { certificate = "%s", private-key = "%s" }
          tokens = [{ name = reader, sha256 = "%s" }]
        }
        """
        .formatted(
            host,
            directory.resolve("cert.pem"),
            directory.resolve("key.pem"),
            HexFormat.of().formatHex(Token.digest("reader")));
  }

  /** By hand: the client of the JDK cannot be told to take the address for the name. */
  private static String answer(KeyStore trusted, TestBus bus)
      throws GeneralSecurityException, IOException {
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("bus", trusted.getCertificate("bus"));
    TrustManagerFactory trusts =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trusts.init(trust);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trusts.getTrustManagers(), null);
    try (Socket socket =
        context.getSocketFactory().createSocket("127.0.0.1", bus.url().getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          "GET /v1/health HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer reader\r\nConnection: close\r\n\r\n"
              .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
