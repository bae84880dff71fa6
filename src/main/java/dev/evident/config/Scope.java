package dev.evident.config;

/** What a token allows. Written in lower case in the configuration. */
public enum Scope {
    /** To send events. */
    WRITE,
    /** To read and search events, and everything of the log. */
    READ,
    /** To check the log: its checkpoint, tiles and proofs, without the content of events. */
    VERIFY
}
