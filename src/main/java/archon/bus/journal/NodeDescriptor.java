package archon.bus.journal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the process that holds an events directory says of itself in {@code .archon-bus/node.json}.
 * Only whoever holds the lock writes it, and only its owner may read it. It tells who the holder
 * is, never whether there is one: that is for the lock, and a process that was killed leaves its
 * file behind.
 *
 * @param started when the process started, by which a recycled pid is told apart; null if the
 *     system does not say
 * @param since when it took the directory, to the second
 * @param version of the bus; null if it was not built as a jar
 * @param service where it serves others; null if it does not, or not yet
 */
public record NodeDescriptor(
    long pid,
    @Nullable Instant started,
    Instant since,
    @Nullable String version,
    @Nullable NodeService service) {
  private static final Logger LOG = LoggerFactory.getLogger(NodeDescriptor.class);

  private static final String NAME = "node.json";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  /** Linux tells the start as of its own, which it knows to the second and corrects. */
  private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

  private static final JsonFactory JSON = new JsonFactory(); // no trees, see JsonTrees

  /** Of this process, which takes the directory now. */
  static NodeDescriptor ofThisProcess() {
    ProcessHandle self = ProcessHandle.current();
    Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
    String version = NodeDescriptor.class.getPackage().getImplementationVersion();
    return new NodeDescriptor(
        self.pid(), self.info().startInstant().orElse(null), now, version, null);
  }

  /**
   * Of the node of {@code directory}, if its process lives; null if there is none, or none that can
   * be told: it may be just starting, or its disk be full.
   */
  public static @Nullable NodeDescriptor of(Path directory) {
    return read(directory.resolve(LogPaths.HIDDEN));
  }

  NodeDescriptor serving(NodeService where) {
    return new NodeDescriptor(pid, started, since, version, where);
  }

  /**
   * Writes it, whole or not at all. A disk that is full must not keep a node from opening, and
   * clearing: it goes without, and others are not told its pid.
   */
  void write(Path hidden) {
    byte[] json = toJson();
    Path unnamed = hidden.resolve(NAME + ".new");
    try {
      RealDisk.INSTANCE.delete(unnamed);
      try (Disk.OpenFile file = RealDisk.INSTANCE.create(unnamed, OWNER_ONLY)) {
        file.write(json, 0, json.length, 0);
      }
      RealDisk.INSTANCE.rename(unnamed, hidden.resolve(NAME));
    } catch (IOException e) {
      LOG.warn(
          "{}: others are not told who holds the directory: {}",
          hidden.resolve(NAME),
          e.toString());
    }
  }

  private byte[] toJson() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("pid", pid);
      if (started != null) {
        json.writeStringField("started", started.toString());
      }
      json.writeStringField("since", since.toString());
      if (version != null) {
        json.writeStringField("version", version);
      }
      if (service != null) {
        service.writeTo(json);
      }
      json.writeEndObject();
      json.writeRaw('\n');
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory cannot fail", e);
    }
    return bytes.toByteArray();
  }

  /** Removes what the holder wrote, before it lets go of the lock. */
  static void delete(Path hidden) throws IOException {
    RealDisk.INSTANCE.delete(hidden.resolve(NAME));
  }

  /**
   * What a living process says of itself; null if there is nothing, nothing that can be read, or
   * only what a process that has ended left behind.
   */
  static @Nullable NodeDescriptor read(Path hidden) {
    try {
      NodeDescriptor found = fromJson(Files.readAllBytes(hidden.resolve(NAME)));
      return found != null && found.isOfLivingProcess() ? found : null;
    } catch (IOException | DateTimeException e) {
      return null;
    }
  }

  private static @Nullable NodeDescriptor fromJson(byte[] bytes) throws IOException {
    Map<String, String> members = new HashMap<>();
    long pid = 0;
    try (JsonParser json = JSON.createParser(bytes)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_NUMBER_INT && name.equals("pid")) {
          pid = json.getLongValue();
        } else {
          members.put(name, json.getText());
        }
        json.skipChildren();
      }
    }
    String started = members.get("started");
    String since = members.get("since");
    return pid <= 0 || since == null
        ? null
        : new NodeDescriptor(
            pid,
            started == null ? null : Instant.parse(started),
            Instant.parse(since),
            members.get("version"),
            NodeService.from(members));
  }

  private boolean isOfLivingProcess() {
    ProcessHandle process = ProcessHandle.of(pid).orElse(null);
    if (process == null) {
      return false;
    }
    Instant itsStart = process.info().startInstant().orElse(null);
    return started == null
        || itsStart == null
        || Duration.between(started, itsStart).abs().compareTo(START_TOLERANCE) <= 0;
  }
}
