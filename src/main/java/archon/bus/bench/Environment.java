package archon.bus.bench;

import archon.bus.EventBus;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.stream.Collectors;

/**
 * What a figure was measured with.
 *
 * @param version of Archon Bus
 * @param jvm name and version
 * @param collectors of garbage, as the JVM calls them
 * @param maxHeapBytes the heap's bound, {@code -Xmx}
 * @param cpus as many as the JVM may use
 * @param os name, version and architecture
 */
public record Environment(
    String version, String jvm, String collectors, long maxHeapBytes, int cpus, String os) {

  static Environment present() {
    String built = EventBus.class.getPackage().getImplementationVersion();
    return new Environment(
        built == null ? "(not built)" : built,
        property("java.vm.name") + " " + property("java.runtime.version"),
        ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .collect(Collectors.joining(", ")),
        Runtime.getRuntime().maxMemory(),
        Runtime.getRuntime().availableProcessors(),
        "%s %s %s".formatted(property("os.name"), property("os.version"), property("os.arch")));
  }

  private static String property(String name) {
    return String.valueOf(System.getProperty(name));
  }
}
