package archon.bus;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a node and the guests that come while it is open: {@code node.json} names it
 * instead. Can keep the node's answers to itself. Safe from any thread.
 */
final class LinkProxy implements Closeable {
  private static final Pattern LINK = Pattern.compile("(?<=\"link\":\")\\d+");

  private final ServerSocket listening = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final Path descriptor;
  private final int node;
  private volatile boolean swallowsAnswers;

  private LinkProxy(Path descriptor, int node) throws IOException {
    this.descriptor = descriptor;
    this.node = node;
  }

  static LinkProxy beforeNodeOf(Path directory) throws IOException {
    Path descriptor = directory.resolve(".archon-bus/node.json");
    Matcher link = LINK.matcher(Files.readString(descriptor));
    if (!link.find()) {
      throw new IOException(descriptor + " names no link");
    }
    LinkProxy proxy = new LinkProxy(descriptor, Integer.parseInt(link.group()));
    daemon(proxy::accept);
    proxy.name(proxy.listening.getLocalPort());
    return proxy;
  }

  /** Those who come from now on find the node itself. */
  void stepAside() throws IOException {
    name(node);
  }

  private void name(int port) throws IOException {
    String json = Files.readString(descriptor, StandardCharsets.UTF_8);
    Files.writeString(descriptor, LINK.matcher(json).replaceFirst(Integer.toString(port)));
  }

  boolean hasGuests() {
    return !sockets.isEmpty();
  }

  /** Takes what the node says and passes nothing on. */
  void swallowAnswers() {
    swallowsAnswers = true;
  }

  private void accept() {
    try {
      while (true) {
        Socket guest = listening.accept();
        Socket toNode = new Socket(listening.getInetAddress(), node);
        sockets.add(guest);
        sockets.add(toNode);
        daemon(() -> pass(guest, toNode, false));
        daemon(() -> pass(toNode, guest, true));
      }
    } catch (IOException closed) {
      sockets.forEach(LinkProxy::end);
    }
  }

  /** Does not pass on that the node has ended: that may be what the test is about. */
  private void pass(Socket from, Socket to, boolean isAnswer) {
    byte[] buffer = new byte[64 * 1024];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (!isAnswer || !swallowsAnswers) {
          out.write(buffer, 0, count);
        }
      }
    } catch (IOException broken) {
      return; // one of the two has ended, or the proxy
    }
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "link-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  /** Breaks all connections. */
  @Override
  public void close() throws IOException {
    listening.close();
    sockets.forEach(LinkProxy::end);
  }
}
