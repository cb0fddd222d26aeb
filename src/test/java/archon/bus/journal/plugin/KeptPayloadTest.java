package archon.bus.journal.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import archon.bus.event.EventFormatException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KeptPayloadTest {
  @Property
  void givesTheSerializerBackItsBytes(@ForAll("bytes") byte[] bytes) throws IOException {
    KeptPayload read = read(write(new KeptPayload(bytes, 33, "m")));

    assertThat(read.bytes()).isEqualTo(bytes);
    assertThat(read.serializer()).isEqualTo(33);
    assertThat(read.manifest()).isEqualTo("m");
  }

  @Provide
  Arbitrary<byte[]> bytes() {
    Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(60);
    Arbitrary<byte[]> almostJson =
        Arbitraries.of(
                "{",
                "}",
                "[",
                "]",
                "\"a\"",
                ":",
                ",",
                "1",
                "null",
                " ",
                "\n",
                "é",
                "\"\\u00e9\"",
                "1e5")
            .list()
            .ofMaxSize(12)
            .map(parts -> ascii("{" + String.join("", parts) + "}"));
    return Arbitraries.oneOf(any, almostJson);
  }

  @Test
  void writesJsonInPlace() throws IOException {
    assertThat(write(new KeptPayload(ascii("{\"a\":[1,\"é\"]}"), 33, "m")))
        .isEqualTo("{\"payload\":{\"a\":[1,\"é\"]},\"serializer\":33,\"manifest\":\"m\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\": 1}",
        "{\n}",
        "{\"a\":1} ",
        "{\"a\":NaN}",
        "{\"a\":1",
        "17",
        "\"text\"",
        "",
        "{"
      })
  void writesAllElseAsBase64(String bytes) throws IOException {
    String json = write(new KeptPayload(ascii(bytes), 20, ""));

    assertThat(json).startsWith("{\"payload_base64\":\"").endsWith(",\"serializer\":20}");
    assertThat(read(json).bytes()).isEqualTo(ascii(bytes));
  }

  @Test
  void refusesAnObjectThatLacksAMember() {
    assertThatThrownBy(() -> read("{\"payload\":{}}"))
        .isInstanceOf(EventFormatException.class)
        .hasMessageContaining("\"serializer\"");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String write(KeptPayload payload) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = KeptValue.JSON.createGenerator(bytes)) {
      out.writeStartObject();
      payload.writeTo(out);
      out.writeEndObject();
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static KeptPayload read(String json) throws IOException {
    byte[] bytes = ascii(json);
    try (JsonParser parser = KeptValue.JSON.createParser(bytes)) {
      parser.nextToken();
      return new KeptPayload.Reader(bytes).readObject(parser);
    }
  }
}
