package dev.evident.log.postgres;

import java.time.Duration;
import java.util.Map;

/**
 * After what time whoever does not go on is given up, so that the log's lock is free again. A process that is stopped or
 * cut off while it holds the lock loses it after {@code idleInTransaction}; those that wait for it meanwhile wait for
 * {@code lock}, which should be longer.
 *
 * @param idleInTransaction between two statements of one append; the server ends the session then
 * @param lock for the log's lock; the append is refused then
 * @param statement for one statement other than COMMIT
 * @param silence without a byte from the server, after which its connection is given up; longer than {@code statement}
 * @param settle to find out whether a batch is committed whose connection was lost during COMMIT
 */
record Timeouts(Duration idleInTransaction, Duration lock, Duration statement, Duration silence, Duration settle) {
    static final Timeouts DEFAULT = new Timeouts(
            Duration.ofSeconds(5),
            Duration.ofSeconds(8),
            Duration.ofSeconds(15),
            Duration.ofSeconds(20),
            Duration.ofSeconds(30));

    /** As the server's settings for a session that appends. */
    Map<String, String> writing() {
        return Map.of(
                "idle_in_transaction_session_timeout", millis(idleInTransaction),
                "lock_timeout", millis(lock),
                "statement_timeout", millis(statement),
                "tcp_user_timeout", millis(idleInTransaction),
                "tcp_keepalives_idle", "5",
                "tcp_keepalives_interval", "2",
                "tcp_keepalives_count", "3");
    }

    /** As the server's settings for a session that reads. */
    Map<String, String> reading() {
        return Map.of("statement_timeout", millis(statement), "default_transaction_read_only", "on");
    }

    /** For all statements of one append together. Servers from PostgreSQL 17 on know it. */
    String transaction() {
        return millis(idleInTransaction.plus(lock).plus(statement));
    }

    private static String millis(Duration duration) {
        return String.valueOf(duration.toMillis());
    }
}
