"""Prints the events of one JSON Lines file as the predecessor's "history" does; with --json as its array."""
import json
import sys
from datetime import datetime

events = []
with open(sys.argv[1], encoding="utf-8") as lines:
    for line in lines:
        data = json.loads(line)
        data["timestamp"] = datetime.fromisoformat(data["timestamp"].replace("Z", "+00:00"))
        events.append(data)
events.sort(key=lambda event: event["timestamp"])
if "--json" in sys.argv:
    for seq, event in enumerate(events, start=1):
        event["timestamp"] = event["timestamp"].isoformat()
        event["seq"] = seq
    print(json.dumps(events, indent=2))
else:
    for event in events:
        time = event["timestamp"].isoformat()
        print(f"[{time}] {event['topic']} from {event['source']}: {json.dumps(event['payload'])}")
