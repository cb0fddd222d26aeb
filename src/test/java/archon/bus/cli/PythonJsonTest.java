package archon.bus.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PythonJsonTest {
  /** On the right what {@code json.dumps(json.loads(left))} answers in Python 3.11. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{} | {}",
        "[] | []",
        "{\"a\":1,\"b\":[1,2,{}]} | {\"a\": 1, \"b\": [1, 2, {}]}",
        "{\"a\":{\"b\":[]}} | {\"a\": {\"b\": []}}",
        "\"Hello 世界 🌍\" | \"Hello \\u4e16\\u754c \\ud83c\\udf0d\"",
        "\"\\u0041\\u00e9\\/\" | \"A\\u00e9/\"",
        "\"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\" | \"\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\"",
        "\"\\\"\\\\,:{}[]\" | \"\\\"\\\\,:{}[]\"",
        "\"\\ud800\" | \"\\ud800\"",
        "[true,false,null,-1.5e-07] | [true, false, null, -1.5e-07]",
        "7 | 7"
      })
  void printsOneLineAsPythonDoes(String json, String python) {
    assertThat(PythonJson.oneLine(json)).isEqualTo(python);
  }

  @Test
  void keepsEveryDigitOfANumber() {
    assertThat(PythonJson.oneLine("[1.10,1E400,-0.0,12345678901234567890123]"))
        .isEqualTo("[1.10, 1E400, -0.0, 12345678901234567890123]");
  }

  @Test
  void indentsByTwoAsPythonDoes() {
    String printed =
        PythonJson.indented("{\"a\":1,\"b\":{\"c\":[1,\"x,y\"],\"d\":{},\"e\":[]}}", 1);

    assertThat(printed)
        .isEqualTo(
            "{\n    \"a\": 1,\n    \"b\": {\n      \"c\": [\n        1,\n        \"x,y\"\n      ],\n"
                + "      \"d\": {},\n      \"e\": []\n    }\n  }");
  }
}
