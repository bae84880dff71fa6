package dev.evident.event;

/** One thing in a request's body that was to be an event. Immutable. */
public sealed interface Item {
    /** Where it stands: a line from 1, or an index from 0; 0 when the body is the one item. */
    int at();

    /** It is an event. */
    record Accepted(int at, NewEvent event) implements Item {}

    /**
     * It is none.
     *
     * @param problem why not
     * @param body what it is a part of, never written to
     * @param from where its bytes begin
     * @param to where they end
     */
    record Rejected(int at, Problem problem, byte[] body, int from, int to) implements Item {}
}
