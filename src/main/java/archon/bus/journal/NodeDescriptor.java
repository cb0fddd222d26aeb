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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the process that holds an events directory says of itself in {@code .archon-bus/node.json}.
 * Only whoever holds the lock writes it, and only its owner may read it. It tells who the holder
 * is, never whether there is one: that is for the lock, and a process that was killed leaves its
 * file behind. Nothing in it is compared with the processes of the system: a pid may be given anew,
 * or be of another container, and a start time moves when the clock is set.
 *
 * @param started when the process started; null if the system does not say
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
  private static final String NAME = "node.json";
  private static final Set<PosixFilePermission> OWNER_ONLY =
      Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

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
   * Of the process that holds {@code directory}; null if nobody does, or it is not told: it may be
   * just starting, or its disk be full. Blocks on files.
   */
  public static @Nullable NodeDescriptor of(Path directory) {
    return DirectoryLock.isHeld(directory) ? lastOf(directory) : null;
  }

  /** Of whoever held {@code directory} last, for those who know that somebody holds it. */
  public static @Nullable NodeDescriptor lastOf(Path directory) {
    return read(directory.resolve(LogPaths.HIDDEN));
  }

  NodeDescriptor serving(NodeService where) {
    return new NodeDescriptor(pid, started, since, version, where);
  }

  /**
   * Writes it, whole or not at all; then nothing is said, also not by whoever held the directory
   * before.
   */
  void write(Path hidden) throws IOException {
    byte[] json = toJson();
    Path unnamed = hidden.resolve(NAME + ".new");
    try {
      RealDisk.INSTANCE.delete(unnamed);
      try (Disk.OpenFile file = RealDisk.INSTANCE.create(unnamed, OWNER_ONLY)) {
        file.write(json, 0, json.length, 0);
      }
      RealDisk.INSTANCE.rename(unnamed, hidden.resolve(NAME));
    } catch (IOException e) {
      try {
        delete(hidden);
      } catch (IOException deletion) {
        e.addSuppressed(deletion);
      }
      throw e;
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

  /** Null if there is nothing, or nothing that can be read. */
  static @Nullable NodeDescriptor read(Path hidden) {
    try {
      return fromJson(Files.readAllBytes(hidden.resolve(NAME)));
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
}
