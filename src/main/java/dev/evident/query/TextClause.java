package dev.evident.query;

/**
 * A part of a full-text query: words that must all occur somewhere in the event's strings, or that must follow each
 * other in one of them.
 *
 * @param text as the caller wrote it; the index decides what its words are
 * @param phrase whether the words must follow each other
 * @param negated whether events that match are left out
 */
public record TextClause(String text, boolean phrase, boolean negated) {}
