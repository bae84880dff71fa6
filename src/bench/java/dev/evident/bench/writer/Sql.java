package dev.evident.bench.writer;

/** The statements that are compared. */
final class Sql {
    static final String INSERT = "INSERT INTO event(seq, id, micros, salt, body) VALUES (?, ?, ?, ?, ?)";
    static final String HEAD = "UPDATE head SET size = ?, micros = ?";

    /** The rows of one packed batch: a span is {@code offset << 24 | length} of a body. */
    private static final String UNPACK = "SELECT %1$s + key, substr(%3$s, key * 16 + 1, 16), %2$s,"
            + " substr(%4$s, key * 16 + 1, 16), substr(%5$s, (value >> 24) + 1, value & 16777215) FROM json_each(%6$s)";

    /** One statement, rows only; the head would be what the last row says. */
    static final String INSERT_PACKED =
            "INSERT INTO event(seq, id, micros, salt, body) " + UNPACK.formatted("?1", "?2", "?3", "?4", "?5", "?6");

    /** Takes a packed batch as one row. */
    static final String BATCH_VIEW = "CREATE VIEW append_batch AS SELECT 0 AS first, 0 AS micros, x'' AS ids,"
            + " x'' AS salts, x'' AS bodies, '' AS spans";

    static final String BATCH_TRIGGER = "CREATE TRIGGER append_batch_insert INSTEAD OF INSERT ON append_batch BEGIN"
            + " INSERT INTO event(seq, id, micros, salt, body) "
            + UNPACK.formatted("NEW.first", "NEW.micros", "NEW.ids", "NEW.salts", "NEW.bodies", "NEW.spans")
            + "; UPDATE head SET size = NEW.first + json_array_length(NEW.spans), micros = NEW.micros; END";

    static final String INSERT_BATCH = "INSERT INTO append_batch VALUES (?, ?, ?, ?, ?, ?)";

    /** Takes one event a row; the last row of a batch carries the new head. */
    static final String ROW_VIEW = "CREATE VIEW append_row AS SELECT 0 AS seq, x'' AS id, 0 AS micros, x'' AS salt,"
            + " x'' AS body, 0 AS size";

    static final String ROW_TRIGGER = "CREATE TRIGGER append_row_insert INSTEAD OF INSERT ON append_row BEGIN"
            + " INSERT INTO event(seq, id, micros, salt, body)"
            + " VALUES (NEW.seq, NEW.id, NEW.micros, NEW.salt, NEW.body); END";

    static final String ROW_HEAD_TRIGGER = "CREATE TRIGGER append_row_head INSTEAD OF INSERT ON append_row"
            + " WHEN NEW.size IS NOT NULL BEGIN UPDATE head SET size = NEW.size, micros = NEW.micros; END";

    static final String INSERT_ROW = "INSERT INTO append_row VALUES (?, ?, ?, ?, ?, ?)";

    private Sql() {}
}
