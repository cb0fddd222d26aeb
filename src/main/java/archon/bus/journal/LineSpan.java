package archon.bus.journal;

/**
 * Where a line of a log stands and how it is numbered.
 *
 * @param since on the last line of a group, seq of the first line that was not proven to be synced
 *     when the group was written; 0 if all lines before the group were
 * @param headBytes length of the line's JSON object without its closing brace and the journal's own
 *     members
 */
record LineSpan(long seq, long fact, boolean more, long since, long byteOffset, int headBytes) {}
