package dev.evident.bench.search;

import dev.evident.bench.search.MeasuredQuery.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import org.postgresql.util.PGobject;

/** Parameters of statements, as they are and on their way through a URL. */
final class SqlValues {
    private static final String JSON = "jsonb";
    private static final String TIME = "timestamptz";

    private SqlValues() {}

    /** Path and query with which {@link PostgresServer} is asked. */
    static String target(String sql, List<Object> values) {
        JsonArray all = new JsonArray();
        for (Object value : values) {
            if (value instanceof Json json) {
                all.add(new JsonObject().put(JSON, json.text()));
            } else if (value instanceof OffsetDateTime time) {
                all.add(new JsonObject().put(TIME, time.toString()));
            } else {
                all.add(value);
            }
        }
        return "/?sql=" + encoded(sql) + "&values=" + encoded(all.encode());
    }

    /** Binds what such a URL had. */
    static void bind(PreparedStatement statement, JsonArray values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.getValue(i);
            if (value instanceof JsonObject typed && typed.containsKey(JSON)) {
                bind(statement, i, new Json(typed.getString(JSON)));
            } else if (value instanceof JsonObject typed) {
                bind(statement, i, OffsetDateTime.parse(typed.getString(TIME)));
            } else {
                bind(statement, i, value);
            }
        }
    }

    /** Binds values of a {@link MeasuredQuery.Draw}. */
    static void bind(PreparedStatement statement, List<Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            bind(statement, i, values.get(i));
        }
    }

    private static void bind(PreparedStatement statement, int place, Object value) throws SQLException {
        if (value instanceof Json json) {
            PGobject jsonb = new PGobject();
            jsonb.setType(JSON);
            jsonb.setValue(json.text());
            statement.setObject(place + 1, jsonb);
        } else {
            statement.setObject(place + 1, value);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
