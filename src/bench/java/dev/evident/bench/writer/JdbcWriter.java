package dev.evident.bench.writer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/** The whole transaction by plain JDBC on one connection, statements prepared once. */
final class JdbcWriter implements AutoCloseable {
    private final Connection connection;
    private final Statement control;
    private final PreparedStatement insert;
    private final PreparedStatement head;

    JdbcWriter(Connection connection) throws SQLException {
        this.connection = connection;
        this.control = connection.createStatement();
        this.insert = connection.prepareStatement(Sql.INSERT);
        this.head = connection.prepareStatement(Sql.HEAD);
    }

    void write(long first, long micros, Batch batch) throws SQLException {
        control.execute("BEGIN IMMEDIATE");
        for (int i = 0; i < batch.size(); i++) {
            insert.setLong(1, first + i);
            insert.setBytes(2, batch.ids().get(i));
            insert.setLong(3, micros);
            insert.setBytes(4, batch.salts().get(i));
            insert.setBytes(5, batch.bodies().get(i));
            insert.addBatch();
        }
        insert.executeBatch();
        head.setLong(1, first + batch.size());
        head.setLong(2, micros);
        head.executeUpdate();
        control.execute("COMMIT");
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
