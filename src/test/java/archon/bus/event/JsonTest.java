package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.util.RawValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {

  @Property
  void keepsEveryValueThroughText(@ForAll("values") Object value) {
    Json json = Json.of(value);

    Json parsed = Json.parse(json.toString());

    assertThat(parsed).isEqualTo(json).hasSameHashCodeAs(json).hasToString(json.toString());
  }

  @Property
  void keepsEveryStringThroughAnEvent(@ForAll String text) {
    Event event = Event.create("t", Map.of("text", text), "s", text, Map.of());

    Event restored = Event.fromJson(event.toJson());

    assertThat(restored.payload().get("text").textValue()).isEqualTo(text);
    assertThat(restored.correlationId()).isEqualTo(text);
    assertThat(restored).isEqualTo(event);
  }

  @Property
  void keepsEveryNumber(@ForAll BigDecimal number, @ForAll BigInteger whole) {
    Json json = Json.of(List.of(number, whole));

    assertThat(json.node().get(0).decimalValue()).isEqualTo(number);
    assertThat(json.node().get(1).bigIntegerValue()).isEqualTo(whole);
  }

  @Provide
  Arbitrary<Object> values() {
    Arbitrary<Object> leaves =
        Arbitraries.oneOf(
            Arbitraries.strings().ofMaxLength(12).asGeneric(),
            Arbitraries.integers().asGeneric(),
            Arbitraries.bigDecimals().asGeneric(),
            Arbitraries.doubles().asGeneric(),
            Arbitraries.of(true, false).asGeneric());
    return Arbitraries.recursive(() -> leaves, this::container, 0, 3);
  }

  private Arbitrary<Object> container(Arbitrary<Object> elements) {
    Arbitrary<Object> lists = elements.list().ofMaxSize(4).asGeneric();
    Arbitrary<Object> maps =
        Arbitraries.maps(Arbitraries.strings().ofMaxLength(6), elements).ofMaxSize(4).asGeneric();
    return Arbitraries.oneOf(elements, lists, maps);
  }

  static Stream<String> texts() {
    return Stream.of(
        "1" + "0".repeat(1_500),
        "-" + "123456789".repeat(200),
        "1.10",
        "1.1",
        "1E400",
        "1e-400",
        "-0.0",
        "-0",
        "0.1000000000000000055511151231257827021181583404541015625",
        "{\"b\":1,\"a\":2,\"10\":3,\"9\":4}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":[[],{},[null,true,false]]}}",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\u2028\\u0000\\u001f\\/\\b\\f\"",
        "\"\u2028\u2029\u0085\ufeff🌍\"");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void keepsTheTextAsItWasWritten(String text) {
    Event event = Event.create("t", Json.parse("{\"v\":" + text + "}"), "s");

    Event restored = Event.fromJson(event.toJson());

    assertThat(restored.payload()).hasToString("{\"v\":" + text + "}");
    assertThat(restored).isEqualTo(event);
  }

  @Test
  void leavesOutTheWhiteSpaceBetweenTokensOnly() {
    Json json = Json.parse(" {\n\t\"a b\" : [ 1 , \" x \\\" y \" ]\r\n} ");

    assertThat(json).hasToString("{\"a b\":[1,\" x \\\" y \"]}");
  }

  @Test
  void isEqualWhateverTheOrderOfMembersAndTheSpelling() {
    Json one = Json.parse("{\"a\":1.10,\"b\":\"\\u00e9\"}");
    Json other = Json.parse("{\"b\":\"é\",\"a\":1.1}");

    assertThat(one)
        .isEqualTo(other)
        .hasSameHashCodeAs(other)
        .isNotEqualTo(Json.parse("{\"a\":1.1}"));
  }

  @Test
  void writesMapsWithoutOrderSortedAndOthersAsTheyAre() {
    Map<String, Object> ordered = new LinkedHashMap<>();
    ordered.put("b", Map.of("z", 1, "y", 2, "x", 3));
    ordered.put("a", new HashMap<>(Map.of("q", 1, "p", List.of(Map.of("2", 0, "1", 0)))));

    assertThat(Json.of(ordered))
        .hasToString("{\"b\":{\"x\":3,\"y\":2,\"z\":1},\"a\":{\"p\":[{\"1\":0,\"2\":0}],\"q\":1}}");
  }

  @Test
  void standsAsItselfInsideOtherValues() {
    Json inner = Json.parse("{\"n\":1.10}");

    assertThat(Json.of(Map.of("inner", inner))).hasToString("{\"inner\":{\"n\":1.10}}");
  }

  static Stream<Object> notJson() {
    Map<String, Object> cyclic = new HashMap<>();
    cyclic.put("self", cyclic);
    return Stream.of(
        Map.of("v", Double.NaN),
        Map.of("v", Double.POSITIVE_INFINITY),
        Map.of("v", List.of(Float.NEGATIVE_INFINITY)),
        new double[] {Double.NaN},
        DoubleNode.valueOf(Double.NaN),
        JsonNodeFactory.instance.objectNode().put("v", Double.NEGATIVE_INFINITY),
        new RawValue("{no json"),
        new RawValue("1 2"),
        Map.of("v", new Object()),
        cyclic);
  }

  @ParameterizedTest
  @MethodSource("notJson")
  void refusesWhatJsonCannotHold(Object value) {
    assertThatThrownBy(() -> Json.of(value))
        .isInstanceOf(EventRefused.class)
        .hasMessageStartingWith("value cannot be written as JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | empty",
        "'{\"a\":}' | line 1, column 6",
        "'{\"a\":1' | line 1, column",
        "'{\"a\":1} x' | line 1, column 9",
        "'NaN' | line 1, column",
        "'\"a' | line 1, column",
        "'nul' | line 1, column",
        "'{''a'':1}' | line 1, column 2"
      })
  void saysWhereTextStopsBeingJson(String text, String place) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(EventFormatException.class)
        .hasMessageStartingWith("JSON: ")
        .hasMessageContaining(place);
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "[-Infinity]", "{\"a\":Infinity}", "+Infinity", "-INF"})
  void saysThatJsonHasNoSuchNumbers(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(EventFormatException.class)
        .hasMessageStartingWith("JSON: ")
        .hasMessageContaining("found NaN or Infinity, which JSON does not have (line 1, column ")
        .hasMessageNotContaining("ALLOW");
  }

  @Test
  void answersHostileTextWithATypedError() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000) + "]".repeat(100_000)))
        .isInstanceOf(EventFormatException.class);
    assertThatThrownBy(() -> Json.parse("9".repeat(1_000_000)))
        .isInstanceOf(EventFormatException.class);
    assertThat(Json.parse("\"" + "x".repeat(10_000_000) + "\"").sizeInBytes())
        .isEqualTo(10_000_002);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1E9999999999", "-1.5e-99999999999"})
  void keepsANumberThatNoDecimalCanHold(String number) {
    Json json = Json.parse("[" + number + "]");

    assertThat(json)
        .hasToString("[" + number + "]")
        .isEqualTo(Json.parse("[ " + number + "]"))
        .isNotEqualTo(Json.parse("[1]"))
        .hasSameHashCodeAs(Json.parse("[" + number + "]"));
    assertThatThrownBy(json::node).isInstanceOf(EventFormatException.class);
  }

  @ParameterizedTest
  @CsvSource({"7, 0", "{}, 1", "'[[],[[]]]', 3", "'{\"[[[\":\"]{{{\\\"[\"}', 1"})
  void countsTheDepthOfNesting(String text, int depth) {
    assertThat(Json.parse(text).depth()).isEqualTo(depth);
  }

  @Test
  void givesATreeThatCanBeChangedWithoutHarm() {
    Json json = Json.parse("{\"a\":[1]}");

    ((ArrayNode) json.get("a")).add(2);

    assertThat(json).hasToString("{\"a\":[1]}");
    assertThat(json.get("missing").isMissingNode()).isTrue();
  }
}
