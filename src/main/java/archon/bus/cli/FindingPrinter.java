package archon.bus.cli;

import archon.bus.journal.Finding;
import archon.bus.journal.LogId;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Prints what a verification finds, as it finds it. */
interface FindingPrinter {
  void finding(Finding finding);

  /** All was read. */
  void end(long lines, long damaged);

  static FindingPrinter of(Output out, boolean json) {
    return json ? new Json(out) : new Text(out);
  }

  /** A line each: {@code damage: <file> at byte 1234, seq 7 of topic orders: <what>}. */
  record Text(Output out) implements FindingPrinter {
    @Override
    public void finding(Finding finding) {
      StringBuilder line = new StringBuilder(finding.isDamage() ? "damage: " : "note: ");
      line.append(finding.file());
      boolean ofPlace = finding.kind() == Finding.Kind.PASSED_OVER || finding.seq() > 0;
      if (ofPlace || finding.byteOffset() > 0) {
        line.append(" at byte ").append(finding.byteOffset());
      }
      if (finding.seq() > 0) {
        line.append(", seq ").append(finding.seq());
      }
      LogId log = finding.log();
      if (log != null) {
        line.append(log.kind() == LogId.Kind.TOPIC ? " of topic " : " of persistence id ");
        line.append(log.name());
      }
      out.line(line.append(": ").append(finding.what()).toString());
    }

    @Override
    public void end(long lines, long damaged) {
      String result = damaged == 0 ? "no damage" : Plural.of(damaged, "damaged place");
      out.line(result + " in " + Plural.of(lines, "line"));
    }
  }

  /** {@code {"findings":[…],"lines":n,"damaged":n}}, printed finding by finding. */
  final class Json implements FindingPrinter {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Output out;
    private boolean begun;

    Json(Output out) {
      this.out = out;
    }

    @Override
    public void finding(Finding finding) {
      ObjectNode json = MAPPER.createObjectNode();
      json.put("damage", finding.isDamage()).put("kind", finding.kind().text());
      LogId log = finding.log();
      if (log != null) {
        json.put(log.kind() == LogId.Kind.TOPIC ? "topic" : "persistence_id", log.name());
      }
      json.put("file", finding.file().toString()).put("byte_offset", finding.byteOffset());
      if (finding.seq() > 0) {
        json.put("seq", finding.seq());
      }
      out.text((begun ? ",\n  " : "{\"findings\":[\n  ") + json.put("what", finding.what()));
      begun = true;
    }

    @Override
    public void end(long lines, long damaged) {
      String findings = begun ? "\n]" : "{\"findings\":[]";
      out.line("%s,\"lines\":%d,\"damaged\":%d}".formatted(findings, lines, damaged));
    }
  }
}
