package archon.bus.cli;

import archon.bus.event.EventFormatException;
import archon.bus.event.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ParameterException;

/** A JSON object given as an argument: as text, {@code -} for standard input or {@code @file}. */
final class JsonArgument {
  /** The largest limit an event can have, see {@code archon.bus.limits.max-event-bytes}. */
  private static final int MAX_BYTES = 64 * 1024 * 1024;

  private final Command command;
  private final InputStream standardInput;

  JsonArgument(Command command, InputStream standardInput) {
    this.command = command;
    this.standardInput = standardInput;
  }

  /**
   * @throws ParameterException if it cannot be read, is not JSON or no object
   */
  Json read(String option, String words) {
    try {
      Json json = Json.parse(text(option, words));
      if (!json.isObject()) {
        throw wrong(option, "expected a JSON object but found " + shortened(json.toString()));
      }
      return json;
    } catch (EventFormatException e) {
      throw wrong(option, String.valueOf(e.getMessage()));
    }
  }

  private String text(String option, String words) {
    if (!words.equals("-") && !words.startsWith("@")) {
      return words;
    }
    boolean isStandardInput = words.equals("-");
    String place = isStandardInput ? "standard input" : words.substring(1);
    try (InputStream in =
        isStandardInput ? standardInput : Files.newInputStream(Path.of(words.substring(1)))) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw wrong(
            option, place + ": expected at most " + MAX_BYTES + " bytes but there are more");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw wrong(option, place + ": expected UTF-8 but found other bytes");
    } catch (IOException e) {
      throw wrong(option, "cannot read " + place + ": " + reason(e));
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "no such file"
        : String.valueOf(e.getMessage());
  }

  private ParameterException wrong(String option, String message) {
    return command.usage(option + ": " + message);
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? text : text.substring(0, 80) + "…";
  }
}
