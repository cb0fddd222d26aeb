package archon.bus.cli;

import archon.bus.event.Event;
import archon.bus.event.StoredEvent;
import archon.bus.event.Timestamps;

/** How events are printed. */
final class EventFormat {
  private EventFormat() {}

  /**
   * {@code [2026-04-16T12:00:00+00:00] task.completed from fenrir: {"task_id": "abc"}}, as the
   * predecessor.
   */
  static String text(StoredEvent stored) {
    Event event = stored.event();
    return "[%s] %s from %s: %s"
        .formatted(
            Timestamps.format(event.timestamp()),
            event.topic(),
            event.source(),
            PythonJson.oneLine(event.payload().toString()));
  }

  /** The seven members and {@code seq}, compact. */
  static String jsonLine(StoredEvent stored) {
    String event = stored.event().toJson();
    return event.substring(0, event.length() - 1) + ",\"seq\":" + stored.seq() + "}";
  }

  /** The same on one line as the predecessor's {@code to_json} prints it. */
  static String pythonLine(StoredEvent stored) {
    return PythonJson.oneLine(jsonLine(stored));
  }

  /** The same as an element of the array that {@code json.dumps(events, indent=2)} prints. */
  static String pythonElement(StoredEvent stored) {
    return "  " + PythonJson.indented(jsonLine(stored), 1);
  }
}
