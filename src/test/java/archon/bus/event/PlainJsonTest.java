package archon.bus.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class PlainJsonTest {
  private static String plain(Object value) {
    return String.valueOf(PlainJson.of(value));
  }

  @Provide
  Arbitrary<Object> plainValues() {
    Arbitrary<Object> leaves =
        Arbitraries.oneOf(
            Arbitraries.strings().asGeneric(),
            Arbitraries.integers().asGeneric(),
            Arbitraries.longs().asGeneric(),
            Arbitraries.doubles().asGeneric(),
            Arbitraries.floats().asGeneric(),
            Arbitraries.bytes().asGeneric(),
            Arbitraries.of(true, false).asGeneric());
    return Arbitraries.recursive(() -> leaves, PlainJsonTest::container, 0, 3);
  }

  private static Arbitrary<Object> container(Arbitrary<Object> elements) {
    Arbitrary<Map<String, Object>> maps =
        Arbitraries.maps(Arbitraries.strings(), elements).ofMaxSize(3);
    return Arbitraries.oneOf(
        elements.list().ofMaxSize(3).asGeneric(),
        maps.map(HashMap::new).asGeneric(),
        maps.map(TreeMap::new).asGeneric());
  }

  @Property
  void writesWhatJacksonWrites(@ForAll("plainValues") Object value) throws JsonProcessingException {
    Json written = Json.parse(plain(value));

    assertThat(written).isEqualTo(Json.parse(Json.Trees.MAPPER.writeValueAsString(value)));
    assertThat(written.toString()).isEqualTo(plain(value)); // no white space
    assertThat(written.depth()).isEqualTo(Json.of(value).depth());
  }

  @Test
  void keepsTheOrderOfMapsThatHaveOneAndSortsOthers() {
    Map<String, Object> ordered = new LinkedHashMap<>();
    ordered.put("z", null);
    ordered.put("a", Arrays.asList(1, null, List.of(), Map.of()));

    assertThat(plain(ordered)).isEqualTo("{\"z\":null,\"a\":[1,null,[],{}]}");
    assertThat(plain(Map.of("z", 1, "a", 2, "m", 3))).isEqualTo("{\"a\":2,\"m\":3,\"z\":1}");
  }

  @Test
  void takesInJsonAsItIs() {
    assertThat(plain(Map.of("was", Json.parse("{\"n\": 1.10}"))))
        .isEqualTo("{\"was\":{\"n\":1.10}}");
  }

  /** A map that says itself how it is written. */
  private static final class Masked extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1L;

    @JsonValue
    String masked() {
      return "***";
    }
  }

  static Stream<Object> notPlain() {
    List<Object> cyclic = new ArrayList<>();
    cyclic.add(cyclic);
    return Stream.of(
        Double.NaN,
        Float.NEGATIVE_INFINITY,
        Map.of(1, "a key that is no string"),
        List.of(new Object()),
        new Masked(),
        cyclic);
  }

  @ParameterizedTest
  @MethodSource("notPlain")
  void leavesTheRestToJackson(Object value) {
    assertThat(PlainJson.of(value)).isNull();
    assertThat(PlainJson.of(List.of(value))).isNull();
  }

  @Test
  void isNotDeeperThanWhatIsRead() {
    Object value = List.of();
    for (int depth = 1; depth < Json.MAX_DEPTH; depth++) {
      value = List.of(value);
    }

    assertThat(Json.of(value).depth()).isEqualTo(Json.MAX_DEPTH);
    assertThat(PlainJson.of(List.of(value))).isNull();
    assertThat(PlainJson.of(List.of(Json.of(value)))).isNull();
  }
}
