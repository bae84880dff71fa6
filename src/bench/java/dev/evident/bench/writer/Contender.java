package dev.evident.bench.writer;

import io.vertx.core.Future;
import java.sql.SQLException;

/** One way to write. Called on one event loop, the next batch only after the former was acknowledged there. */
interface Contender {
    String name();

    /** Writes one batch in one transaction; done when it is durable. */
    Future<?> write(long first, long micros, Batch batch);

    Future<?> close();

    /** Fails unless exactly the rows that were acknowledged are there. */
    default void verify(Database database, long rows) throws SQLException {
        database.verify(rows);
    }
}
