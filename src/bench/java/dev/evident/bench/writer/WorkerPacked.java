package dev.evident.bench.writer;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** One hop to a worker thread of its own, which runs one statement on the packed batch by plain JDBC. */
final class WorkerPacked implements Contender {
    private final WorkerExecutor worker;
    private final Connection connection;
    private final PreparedStatement insert;

    WorkerPacked(Vertx vertx, Database database) throws SQLException {
        this.worker = vertx.createSharedWorkerExecutor("worker-packed-" + database.file(), 1);
        this.connection = database.open();
        this.insert = connection.prepareStatement(Sql.INSERT_BATCH);
    }

    @Override
    public String name() {
        return "worker, packed batch";
    }

    @Override
    public Future<?> write(long first, long micros, Batch batch) {
        return worker.executeBlocking(() -> {
            Packed packed = Packed.of(batch);
            insert.setLong(1, first);
            insert.setLong(2, micros);
            insert.setBytes(3, packed.ids());
            insert.setBytes(4, packed.salts());
            insert.setBytes(5, packed.bodies());
            insert.setString(6, packed.spansText());
            return insert.executeUpdate();
        });
    }

    @Override
    public Future<?> close() {
        return worker.executeBlocking(() -> {
                    connection.close();
                    return null;
                })
                .eventually(worker::close);
    }
}
