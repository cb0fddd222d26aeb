package archon.bus.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * What a server shows over TLS, in files as certificate authorities hand them out.
 *
 * @param certificate the server's own, followed by those that vouch for it
 * @param privateKey in PKCS#8
 */
record PemFiles(Path certificate, Path privateKey) {
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519");
  private static final char[] NO_PASSWORD = new char[0]; // the store never leaves memory

  /**
   * @throws IllegalArgumentException naming the key of the file that cannot be used; never what it
   *     holds
   */
  SSLContext context() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("archon-bus", key(), NO_PASSWORD, chain());
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "archon.bus.http.tls: expected a certificate and its private key but %s"
              .formatted(e.getMessage()),
          e);
    }
  }

  private Certificate[] chain() throws GeneralSecurityException {
    byte[] pem = read("certificate", certificate);
    Collection<? extends Certificate> chain =
        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem));
    if (chain.isEmpty()) {
      throw wrong("certificate", certificate, "BEGIN CERTIFICATE");
    }
    return chain.toArray(Certificate[]::new);
  }

  private PrivateKey key() throws GeneralSecurityException {
    String pem = new String(read("private-key", privateKey), StandardCharsets.US_ASCII);
    Matcher found = PKCS8.matcher(pem);
    if (!found.find()) {
      throw wrong(
          "private-key",
          privateKey,
          "BEGIN PRIVATE KEY, which openssl pkcs8 -topk8 -nodes -in OLD -out NEW makes of others");
    }
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(decoded(found.group(1)));
    for (String algorithm : ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException ofAnother) {
        continue; // only a try tells
      }
    }
    throw wrong("private-key", privateKey, "a key of one of " + ALGORITHMS);
  }

  private byte[] decoded(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) { // what it says of the key is not to be told
      throw wrong("private-key", privateKey, "base64 between BEGIN and END");
    }
  }

  private static byte[] read(String key, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "archon.bus.http.tls.%s: expected a file that can be read but %s".formatted(key, e), e);
    }
  }

  private static IllegalArgumentException wrong(String key, Path file, String expected) {
    return new IllegalArgumentException(
        "archon.bus.http.tls.%s: expected %s in %s but found none".formatted(key, expected, file));
  }
}
