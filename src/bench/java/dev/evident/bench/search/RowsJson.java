package dev.evident.bench.search;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Rows as a JSON array of objects; numbers and JSON as the database writes them, everything else as text. */
final class RowsJson {
    private RowsJson() {}

    private record Column(byte[] name, boolean plain) {}

    static Buffer of(ResultSet rows, int typicalBytes) throws SQLException {
        List<Column> columns = columns(rows.getMetaData());
        Buffer json = Buffer.buffer(typicalBytes).appendByte((byte) '[');
        for (int row = 0; rows.next(); row++) {
            for (int i = 0; i < columns.size(); i++) {
                String value = rows.getString(i + 1);
                json.appendString(i > 0 ? "," : row > 0 ? ",{" : "{")
                        .appendBytes(columns.get(i).name)
                        .appendString(
                                value == null || columns.get(i).plain ? String.valueOf(value) : Json.encode(value));
            }
            json.appendByte((byte) '}');
        }
        return json.appendByte((byte) ']');
    }

    private static List<Column> columns(ResultSetMetaData rows) throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (int i = 1; i <= rows.getColumnCount(); i++) {
            columns.add(new Column(
                    ("\"" + rows.getColumnName(i) + "\":").getBytes(StandardCharsets.UTF_8),
                    switch (rows.getColumnTypeName(i)) {
                        case "int4", "int8", "jsonb" -> true;
                        default -> false;
                    }));
        }
        return columns;
    }
}
