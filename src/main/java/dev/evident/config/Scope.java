package dev.evident.config;

/** What a token allows. Written in lower case in the configuration. */
public enum Scope {
    /** To send events. */
    WRITE,
    /** To read and search events. */
    READ,
    /** To delete the content of events for good. */
    ADMIN
}
