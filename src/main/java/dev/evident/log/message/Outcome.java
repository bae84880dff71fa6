package dev.evident.log.message;

/** What became of an event. */
public enum Outcome {
    /** It is in the record now. */
    STORED,
    /** It was in the record, by an earlier sending with the same content and the same key or id. */
    DUPLICATE,
    /** It is not in the record: its key or its id is that of an event with other content. */
    CONFLICT,
    /** It is not in the record: others of its append are conflicts, and all of the append is written or none. */
    WITHDRAWN
}
