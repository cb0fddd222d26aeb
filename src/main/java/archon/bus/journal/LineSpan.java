package archon.bus.journal;

/**
 * Where a line of a log stands and how it is numbered.
 *
 * @param headBytes length of the line's JSON object without its closing brace and the journal's own
 *     members
 */
record LineSpan(long seq, long fact, boolean more, long byteOffset, int headBytes) {}
