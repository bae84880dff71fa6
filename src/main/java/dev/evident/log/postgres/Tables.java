package dev.evident.log.postgres;

import java.util.List;

/** The statements that make the tables of a new log. Whoever changes one raises {@link Schema#VERSION}. */
final class Tables {
    /** The constraint by which ids are unique. */
    static final String EVENT_ID = "event_id";

    static final List<String> ALL = List.of(
            // One row, which whoever appends locks. log_id: the same in every copy of this log, and in no other.
            // edge: see Frontier.toBytes. erased_to: see LogEnd. bodies_end: where the partitions of body end.
            // Each commit writes it anew; the empty space of its page keeps the versions of it together.
            """
            CREATE TABLE log_head (
                only_one   integer PRIMARY KEY CHECK (only_one = 1),
                version    integer NOT NULL,
                log_id     uuid    NOT NULL,
                size       bigint  NOT NULL,
                root       bytea   NOT NULL CHECK (length(root) = 32),
                micros     bigint  NOT NULL,
                edge       bytea   NOT NULL,
                erased_to  bigint  NOT NULL,
                bodies_end bigint  NOT NULL
            ) WITH (fillfactor = 10)
            """,
            // header: see event.Header, empty for an ordinary event of nobody's.
            """
            CREATE TABLE event (
                seq    bigint PRIMARY KEY,
                id     uuid   NOT NULL CONSTRAINT event_id UNIQUE,
                micros bigint NOT NULL,
                header bytea  NOT NULL,
                leaf   bytea  NOT NULL CHECK (length(leaf) = 32)
            )
            """,
            // Apart from the rest, so that what is deleted is deleted here alone. What was redacted has no row.
            """
            CREATE TABLE body (
                seq  bigint PRIMARY KEY,
                salt bytea  NOT NULL CHECK (length(salt) = 16),
                body bytea  NOT NULL CHECK (length(body) > 0)
            ) PARTITION BY RANGE (seq)
            """,
            """
            CREATE TABLE node (
                level  integer NOT NULL,
                number bigint  NOT NULL,
                hash   bytea   NOT NULL CHECK (length(hash) = 32),
                PRIMARY KEY (level, number)
            )
            """,
            // Keys of events, by the day (of 86,400 seconds since the epoch) on which they were committed.
            """
            CREATE TABLE dedup (
                day integer NOT NULL,
                key bytea   NOT NULL CHECK (length(key) = 16),
                seq bigint  NOT NULL,
                PRIMARY KEY (day, key)
            )
            """,
            // What was redacted, with what its proofs still need.
            """
            CREATE TABLE redaction (
                seq     bigint PRIMARY KEY,
                content bytea  NOT NULL CHECK (length(content) = 32),
                by_seq  bigint NOT NULL CHECK (by_seq > seq)
            )
            """);

    private Tables() {}
}
