package dev.evident.api;

import dev.evident.event.EventParser;
import dev.evident.event.Fields;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.query.PathList;
import dev.evident.query.PathList.Named;
import dev.evident.query.Places;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What {@code columns} asks for: names by commas, each a path as filters write it; {@code \,} is a comma of a key. */
final class Columns {
    static final String PARAMETER = "columns";

    /** What the service adds to each event. */
    static final List<String> ADDED = List.of("id", "seq", "timestamp");

    /** Stands in the place of what was deleted. */
    private static final String REDACTED = "redacted";

    private static final int MAX_COLUMNS = 200;

    /** No event has more levels. */
    private static final int MAX_KEYS = EventParser.MAX_DEPTH;

    private static final String USUAL = "id,seq,timestamp,event_type,user_id,occurred_at,source,tenant,variant_data";

    private Columns() {}

    /**
     * One column.
     *
     * @param name as it was asked for
     * @param paths lists of keys from the top of the event; the first one that has a value counts
     */
    record Column(String name, List<List<String>> paths) {}

    /** What an export has that names no columns. */
    static List<Column> usual() {
        return parse(USUAL);
    }

    /** Columns in the order in which they were named, or the problem {@code invalid-parameter}. */
    static List<Column> parse(String text) {
        List<Column> columns = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Named named : PathList.parse(PARAMETER, text)) {
            if (!seen.add(named.path())) {
                throw refused("columns has a name twice.");
            }
            if (keys(named.path()).size() > MAX_KEYS) {
                throw refused("columns has a name with more than " + MAX_KEYS + " keys, which no event has.");
            }
            columns.add(new Column(
                    named.written(),
                    places(named.path()).stream().map(Columns::keys).toList()));
        }
        if (columns.size() > MAX_COLUMNS) {
            throw refused("columns has more than " + MAX_COLUMNS + " names.");
        }
        return columns;
    }

    /** What the service adds to an event as it shows it stands nowhere else. */
    private static List<String> places(String path) {
        return ADDED.contains(path) || path.equals(REDACTED) ? List.of(path) : Places.of(path);
    }

    private static List<String> keys(String path) {
        List<String> keys = Fields.keys(path);
        if (keys.contains("")) {
            throw refused("columns has a name that is empty, begins or ends with a dot, or has two in a row.");
        }
        return keys;
    }

    static RuntimeException refused(String detail) {
        return Problem.of(Kind.INVALID_PARAMETER, detail)
                .with("field", PARAMETER)
                .exception();
    }
}
