package dev.evident.log.postgres;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether the log's tables are exactly those that this program makes, by the server's own catalogs: columns, constraints,
 * indexes, and that nobody added a trigger, a rule, a policy or a table that inherits. One that somebody planted would
 * store or return something else than what was given. What is expected is made beside it as temporary tables, so that the
 * same server words both. Storage parameters, owners and privileges are the operator's, and so are other tables.
 */
final class Layout {
    private static final String ROLLBACK = "ROLLBACK TO SAVEPOINT expected";

    /** Of tables in a schema, whose names are left out of the texts. */
    private static final String DESCRIBE =
            """
            WITH relation AS (
                SELECT c.*, quote_ident(n.nspname) || '.' AS prefix
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.oid = %s AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
                  AND (c.relname IN ('log_head', 'event', 'body', 'node', 'dedup', 'redaction')
                       OR EXISTS (SELECT FROM pg_inherits i WHERE i.inhrelid = c.oid AND i.inhparent = %s)))
            SELECT r.relname, 'kind: ' || r.relkind::text || ', ' || replace(r.relpersistence::text, 't', 'p')
                   || CASE WHEN r.relrowsecurity OR r.relforcerowsecurity THEN ', row security' ELSE '' END
            FROM relation r
            UNION ALL
            SELECT r.relname, 'column ' || a.attname || ': ' || format_type(a.atttypid, a.atttypmod)
                   || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END || a.attidentity::text || a.attgenerated::text
                   || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '')
            FROM relation r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
            UNION ALL
            SELECT r.relname, 'constraint ' || c.conname || ': ' || pg_get_constraintdef(c.oid)
            FROM relation r JOIN pg_constraint c ON c.conrelid = r.oid AND c.contype <> 'n'
            UNION ALL
            SELECT r.relname, 'index: ' || replace(replace(pg_get_indexdef(i.indexrelid), r.prefix, ''), 'pg_temp.', '')
                   || CASE WHEN i.indisvalid AND i.indisready AND i.indislive THEN '' ELSE ', not valid' END
            FROM relation r JOIN pg_index i ON i.indrelid = r.oid
            UNION ALL
            SELECT r.relname, 'trigger ' || t.tgname FROM relation r
            JOIN pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
            UNION ALL
            SELECT r.relname, 'rule ' || w.rulename FROM relation r JOIN pg_rewrite w ON w.ev_class = r.oid
            UNION ALL
            SELECT r.relname, 'policy ' || p.polname FROM relation r JOIN pg_policy p ON p.polrelid = r.oid
            UNION ALL
            SELECT r.relname, 'table that inherits from it: ' || i.inhrelid::regclass::text FROM relation r
            JOIN pg_inherits i ON i.inhparent = r.oid AND r.relname <> 'body'
            """;

    private final SqlConnection connection;

    /** For a connection in a transaction that may create temporary tables; it has none of them afterwards. */
    Layout(SqlConnection connection) {
        this.connection = connection;
    }

    /** Where the tables differ, one sentence each; none when they do not. */
    Future<List<String>> differences() {
        String schema = "(SELECT relnamespace FROM pg_class WHERE oid = to_regclass('log_head'))";
        return describe(schema, "to_regclass('body')")
                .compose(found -> expected().map(expected -> differences(expected, found)));
    }

    private Future<Map<String, Set<String>>> expected() {
        List<String> statements = new ArrayList<>(List.of("SAVEPOINT expected", "SET LOCAL search_path = pg_temp"));
        statements.addAll(Tables.ALL);
        statements.add(Partitions.create(0));
        statements.add(Partitions.attach(0, 1));
        Future<?> made = Future.succeededFuture();
        for (String statement : statements) {
            made = made.compose(before -> connection.query(statement).execute());
        }
        return made.compose(ready -> describe("pg_my_temp_schema()", "'pg_temp.body'::regclass"))
                .eventually(() -> connection.query(ROLLBACK).execute());
    }

    private Future<Map<String, Set<String>>> describe(String schema, String bodies) {
        return connection.query(DESCRIBE.formatted(schema, bodies)).execute().map(Layout::tables);
    }

    private static Map<String, Set<String>> tables(RowSet<Row> rows) {
        Map<String, Set<String>> tables = new TreeMap<>();
        for (Row row : rows) {
            tables.computeIfAbsent(row.getString(0), first -> new TreeSet<>()).add(row.getString(1));
        }
        return tables;
    }

    private static List<String> differences(Map<String, Set<String>> expected, Map<String, Set<String>> found) {
        List<String> differences = new ArrayList<>();
        expected.keySet().stream()
                .filter(table -> !table.equals(Partitions.name(0)) && !found.containsKey(table))
                .forEach(table -> differences.add("There is no table " + table + "."));
        found.forEach((table, has) -> {
            String like = expected.containsKey(table) ? table : Partitions.name(0);
            Set<String> wanted = new TreeSet<>();
            expected.getOrDefault(like, Set.of()).forEach(part -> wanted.add(part.replace(like, table)));
            has.stream()
                    .filter(part -> !wanted.contains(part))
                    .forEach(part -> differences.add("The table " + table + " has a " + part + "."));
            wanted.stream()
                    .filter(part -> !has.contains(part))
                    .forEach(part -> differences.add("The table " + table + " has no " + part + "."));
        });
        return differences;
    }
}
