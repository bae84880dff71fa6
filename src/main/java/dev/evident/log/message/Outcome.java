package dev.evident.log.message;

/** What became of an event. */
public enum Outcome {
    /** It is in the record now. */
    STORED,
    /** It was in the record, by an earlier sending with the same key and content. */
    DUPLICATE,
    /** It is not in the record: its key is that of an event with other content. */
    CONFLICT
}
