package dev.evident.query;

/** The time by which events are bounded, ordered and spread. */
public enum Axis {
    /** When they were accepted, which is the order of the log. */
    RECORDED,

    /** When they happened, as their producers say by {@code occurred_at}; when they were accepted where that is missing. */
    OCCURRED
}
