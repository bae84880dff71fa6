package dev.evident.bench.search;

import dev.evident.bench.MeasuredServer;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * PostgreSQL behind the least that makes it a service: the same kind of HTTP server in a process of its own, prepared
 * statements on a connection for each worker thread, rows written as JSON. It has no routes, tokens, limits or metrics, and
 * is handed SQL.
 */
public final class PostgresServer extends MeasuredServer {
    private static final int TYPICAL_BYTES = 64 << 10;

    private final ThreadLocal<Map<String, PreparedStatement>> statements = ThreadLocal.withInitial(HashMap::new);
    private final String database;

    private PostgresServer(String database) {
        this.database = database;
    }

    /** Takes the database's JDBC URL, prints {@code listening on http://127.0.0.1:PORT} and serves until it is ended. */
    public static void main(String[] args) {
        serve(() -> new PostgresServer(args[0]));
    }

    @Override
    protected void serve(HttpServerRequest request) {
        MultiMap parameters = request.params();
        vertx.executeBlocking(() -> rows(parameters.get("sql"), new JsonArray(parameters.get("values"))), false)
                .onSuccess(rows -> request.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(rows))
                .onFailure(failure -> request.response().setStatusCode(500).end(String.valueOf(failure.getMessage())));
    }

    private Buffer rows(String sql, JsonArray values) throws SQLException {
        PreparedStatement statement = statement(sql);
        SqlValues.bind(statement, values);
        try (ResultSet rows = statement.executeQuery()) {
            return RowsJson.of(rows, TYPICAL_BYTES);
        }
    }

    private PreparedStatement statement(String sql) throws SQLException {
        Map<String, PreparedStatement> own = statements.get();
        PreparedStatement statement = own.get(sql);
        if (statement == null) {
            Connection connection = own.isEmpty()
                    ? DriverManager.getConnection(database)
                    : own.values().iterator().next().getConnection();
            statement = connection.prepareStatement(sql);
            own.put(sql, statement);
        }
        return statement;
    }
}
