package archon.bus.read;

import archon.bus.journal.LogSettings;

/**
 * What there is to know of a topic.
 *
 * @param extent what it holds
 * @param settings how it is kept, as this process is configured
 */
public record TopicReport(
    String topic, TopicExtent extent, LogSettings settings, TopicHealth health) {}
