"""Reads and writes events as the predecessor does: a JSON Lines file in, the same events out."""
import json
import sys
import uuid
from datetime import datetime


def to_json(line):
    data = json.loads(line)
    uuid.UUID(data["id"])
    return json.dumps(
        {
            "id": data["id"],
            "topic": data["topic"],
            "payload": data.get("payload", {}),
            "source": data.get("source", "unknown"),
            "timestamp": datetime.fromisoformat(data["timestamp"].replace("Z", "+00:00")).isoformat(),
            "correlation_id": data.get("correlation_id"),
            "metadata": data.get("metadata", {}),
        },
        default=str,
    )


with open(sys.argv[1], encoding="utf-8") as lines, open(sys.argv[2], "w") as out:
    for line in lines:
        out.write(to_json(line) + "\n")
