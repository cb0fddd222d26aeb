package archon.bus.http;

import org.apache.pekko.http.javadsl.model.MediaType;

/** A request's body as it arrived. */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Body(MediaType type, byte[] bytes) {}
