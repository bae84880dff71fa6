package dev.evident.bench.writer;

import io.vertx.core.Future;
import java.sql.SQLException;

/** The ceiling: plain JDBC in the calling thread, with no hop at all. */
final class PlainThread implements Contender {
    private final JdbcWriter writer;

    PlainThread(Database database) throws SQLException {
        this.writer = new JdbcWriter(database.open());
    }

    @Override
    public String name() {
        return "ceiling: plain thread";
    }

    @Override
    public Future<?> write(long first, long micros, Batch batch) {
        try {
            writer.write(first, micros, batch);
            return Future.succeededFuture();
        } catch (SQLException failure) {
            return Future.failedFuture(failure);
        }
    }

    @Override
    public Future<?> close() {
        try {
            writer.close();
            return Future.succeededFuture();
        } catch (SQLException failure) {
            return Future.failedFuture(failure);
        }
    }
}
