package archon.bus.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;

/**
 * Refuses NaN and the Infinities, which JSON cannot hold; Jackson would silently turn them into
 * strings.
 */
final class FiniteNumbersModule extends SimpleModule {
  private static final long serialVersionUID = 1L;

  FiniteNumbersModule() {
    super("finite-numbers");
    addSerializer(Double.class, new FiniteSerializer<>(Double.class));
    addSerializer(double.class, new FiniteSerializer<>(Double.class));
    addSerializer(Float.class, new FiniteSerializer<>(Float.class));
    addSerializer(float.class, new FiniteSerializer<>(Float.class));
  }

  private static final class FiniteSerializer<T extends Number> extends StdScalarSerializer<T> {
    private static final long serialVersionUID = 1L;

    FiniteSerializer(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      if (!Double.isFinite(value.doubleValue())) {
        throw JsonMappingException.from(out, value + " is not a JSON number");
      }
      if (value instanceof Float single) {
        out.writeNumber(single);
      } else {
        out.writeNumber(value.doubleValue());
      }
    }
  }
}
