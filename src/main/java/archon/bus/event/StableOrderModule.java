package archon.bus.event;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationConfig;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.BeanSerializerModifier;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.type.MapType;
import com.fasterxml.jackson.databind.util.StdConverter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Writes maps that have no order of their own sorted by key. {@code Map.of} iterates differently in
 * every process: an event published again after a restart would not be recognised as the same.
 */
final class StableOrderModule extends SimpleModule {
  private static final long serialVersionUID = 1L;
  private static final Set<Class<?>> UNORDERED =
      Set.of(HashMap.class, ConcurrentHashMap.class, Map.of().getClass());

  StableOrderModule() {
    super("stable-order");
    setSerializerModifier(new SortsUnorderedMaps());
  }

  private static final class SortsUnorderedMaps extends BeanSerializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSerializer<?> modifyMapSerializer(
        SerializationConfig config,
        MapType type,
        BeanDescription description,
        JsonSerializer<?> serializer) {
      return UNORDERED.contains(type.getRawClass())
          ? new StdDelegatingSerializer(new Sorted())
          : serializer;
    }
  }

  private static final class Sorted extends StdConverter<Map<?, ?>, Map<?, ?>> {
    @Override
    public Map<?, ?> convert(Map<?, ?> unordered) {
      return sorted(unordered);
    }
  }

  /** {@code map} if it has an order of its own, else a sorted copy. */
  static Map<?, ?> ordered(Map<?, ?> map) {
    return UNORDERED.contains(map.getClass()) && map.size() > 1 ? sorted(map) : map;
  }

  private static Map<?, ?> sorted(Map<?, ?> unordered) {
    List<Map.Entry<?, ?>> entries = new ArrayList<>(unordered.entrySet());
    entries.sort(Comparator.comparing(entry -> String.valueOf(entry.getKey())));
    Map<Object, Object> sorted = new LinkedHashMap<>();
    entries.forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }
}
