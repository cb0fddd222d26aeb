package archon.bus.link;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The first words on a connection, before any frame. The guest says which protocol it speaks, then
 * who it is, with the token; the node says who it is, with the proof, or why it refuses. Each says
 * it as its length and a JSON object of texts, so that versions that differ understand each other.
 *
 * <p>A refusal of a guest without the token shows no proof, and so it is worth nothing: whoever
 * listens could have said it.
 */
final class Greeting {
  /** Whatever follows it, up to the end of the magic, names the version of the protocol. */
  private static final byte[] LINK = "ARCHON-BUS-LINK".getBytes(StandardCharsets.US_ASCII);

  private static final byte[] MAGIC = "ARCHON-BUS-LINK1".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_BYTES = 64 * 1024;
  private static final String OTHER_PROTOCOL =
      "the node's version of the bus speaks another protocol on the link; use one version in all processes of a directory";

  private final SocketChannel channel;
  private final LinkSecrets secrets;
  private final long deadline;

  /**
   * @param timeout for all that is to be heard
   */
  Greeting(SocketChannel channel, LinkSecrets secrets, Duration timeout) {
    this.channel = channel;
    this.secrets = secrets;
    this.deadline = System.nanoTime() + timeout.toNanos();
  }

  // The guest's part

  /**
   * @throws LinkRefused if the node refuses the guest, or cannot prove that it is the node
   */
  NodeGreeting introduce(Introduction self) throws IOException {
    Map<String, String> said = new LinkedHashMap<>();
    said.put("token", secrets.token());
    said.put("guest", self.guest().toString());
    said.put("pid", Long.toString(self.pid()));
    said.put("version", self.version());
    said.put("kind", self.kind().name());
    say(MAGIC, said);
    Map<String, String> heard = hear();
    String refused = heard.get("refused");
    if (!secrets.isProof(heard.getOrDefault("proof", ""))) {
      throw new LinkRefused(
          refused == null
              ? "whoever listens did not prove to be the node; it may be a stranger on its port"
              : "the token was refused; it may be that of a node that has ended");
    }
    if (refused != null) {
      throw new LinkRefused(refused);
    }
    return nodeGreeting(heard);
  }

  private static NodeGreeting nodeGreeting(Map<String, String> heard) throws IOException {
    try {
      return new NodeGreeting(
          member(heard, "version"), Integer.parseInt(member(heard, "max_frame_bytes")));
    } catch (IllegalArgumentException e) {
      throw new IOException("greeting of a node: a member is not as it should be", e);
    }
  }

  // The node's part

  /**
   * @throws LinkRefused if the token is wrong or the protocol another; the guest was told
   */
  Introduction hearIntroduction() throws IOException {
    byte[] magic = read(MAGIC.length);
    if (!Arrays.equals(magic, 0, LINK.length, LINK, 0, LINK.length)) {
      throw new IOException("greeting: expected a guest but something else connected");
    }
    Map<String, String> heard = hear();
    if (!secrets.isToken(heard.getOrDefault("token", ""))) {
      say(new byte[0], Map.of("refused", "token"));
      throw new LinkRefused("a guest showed a wrong token");
    }
    if (!Arrays.equals(magic, MAGIC)) {
      refuse(OTHER_PROTOCOL);
      throw new LinkRefused(OTHER_PROTOCOL);
    }
    return introduction(heard);
  }

  private static Introduction introduction(Map<String, String> heard) throws IOException {
    try {
      return new Introduction(
          UUID.fromString(member(heard, "guest")),
          Long.parseLong(member(heard, "pid")),
          member(heard, "version"),
          Introduction.Kind.valueOf(member(heard, "kind")));
    } catch (IllegalArgumentException e) {
      throw new IOException("greeting of a guest: a member is not as it should be", e);
    }
  }

  void welcome(NodeGreeting self) throws IOException {
    Map<String, String> said = new LinkedHashMap<>();
    said.put("proof", secrets.proof());
    said.put("version", self.version());
    said.put("max_frame_bytes", Integer.toString(self.maxFrameBytes()));
    say(new byte[0], said);
  }

  /** Of a guest that showed the token. */
  void refuse(@Nullable String reason) throws IOException {
    say(
        new byte[0],
        Map.of("proof", secrets.proof(), "refused", reason == null ? "no reason" : reason));
  }

  // Both

  private void say(byte[] before, Map<String, String> members) throws IOException {
    byte[] json = GreetingJson.write(members);
    ByteBuffer bytes = ByteBuffer.allocate(before.length + Integer.BYTES + json.length);
    bytes.put(before).putInt(json.length).put(json).flip();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  private Map<String, String> hear() throws IOException {
    int length = ByteBuffer.wrap(read(Integer.BYTES)).getInt();
    if (length < 0 || length > MAX_BYTES) {
      throw new IOException(
          "greeting: expected at most %d bytes but its length says %d"
              .formatted(MAX_BYTES, Integer.toUnsignedLong(length)));
    }
    return GreetingJson.read(read(length));
  }

  /** So many bytes, which are to arrive in the time that is left for the greeting as a whole. */
  private byte[] read(int count) throws IOException {
    byte[] bytes = new byte[count];
    Socket socket = channel.socket();
    InputStream in = socket.getInputStream();
    int had = 0;
    while (had < count) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        throw new SocketTimeoutException("greeting: the other end said too little in time");
      }
      socket.setSoTimeout((int) Math.min(millis, Integer.MAX_VALUE));
      int more = in.read(bytes, had, count - had);
      if (more < 0) {
        throw new IOException("greeting: the other end ended the connection within it");
      }
      had += more;
    }
    return bytes;
  }

  private static String member(Map<String, String> heard, String name) throws IOException {
    String member = heard.get(name);
    if (member == null) {
      throw new IOException("greeting: expected a member \"%s\"".formatted(name));
    }
    return member;
  }
}
