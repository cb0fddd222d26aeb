package archon.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** A certificate for this machine's own address that vouches for itself, made by the JDK. */
public final class TestCertificate {
  private static final String PASSWORD = "password";
  private static final String ALIAS = "bus";

  private TestCertificate() {}

  /**
   * Writes {@code cert.pem} and {@code key.pem}.
   *
   * @param keyLabel what the file says that the key is
   * @return the same, with the certificate under {@code bus}
   */
  public static KeyStore write(Path directory, String algorithm, int bits, String keyLabel)
      throws Exception {
    KeyStore store = generate(directory.resolve("store.p12"), algorithm, bits);
    byte[] key = store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded();
    byte[] certificate = store.getCertificate(ALIAS).getEncoded();
    Files.writeString(directory.resolve("cert.pem"), pem("CERTIFICATE", certificate));
    Files.writeString(directory.resolve("key.pem"), pem(keyLabel, key));
    return store;
  }

  private static KeyStore generate(Path file, String algorithm, int bits) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                algorithm,
                "-keysize",
                "" + bits,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(output).isZero();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static String pem(String label, byte[] content) {
    String text = Base64.getMimeEncoder().encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, text, label);
  }
}
