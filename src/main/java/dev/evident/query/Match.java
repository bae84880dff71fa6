package dev.evident.query;

import java.math.BigDecimal;

/** What a value must be like. */
public sealed interface Match {

    /**
     * A string of exactly these characters, a number of the same value, or {@code true}, {@code false} and {@code null}.
     *
     * @param value decoded
     */
    record Exact(String value) implements Match {}

    /**
     * A string that begins with these characters.
     *
     * @param start decoded, not empty, at most {@value #MAX_BYTES} bytes in UTF-8
     */
    record Prefix(String start) implements Match {
        /** An index need not keep more of a long string than this. */
        public static final int MAX_BYTES = 200;
    }

    /** Any value at all, be it {@code null}, at the path or anywhere below it; not an empty object or array. */
    record Exists() implements Match {}

    /**
     * A number that compares so with the given one. Values compare as IEEE 754 doubles.
     *
     * @param bound the number on the right of the operator
     */
    record NumberRange(Comparison comparison, BigDecimal bound) implements Match {}

    /**
     * A string that is an RFC 3339 time and compares so with the given one, to the microsecond.
     *
     * @param micros the time on the right of the operator, in microseconds since the epoch
     */
    record TimeRange(Comparison comparison, long micros) implements Match {}

    /** The operators that order values. */
    enum Comparison {
        LESS("<"),
        AT_MOST("<="),
        GREATER(">"),
        AT_LEAST(">=");

        private final String operator;

        Comparison(String operator) {
            this.operator = operator;
        }

        /** As it is written in a query. */
        public String operator() {
            return operator;
        }
    }
}
