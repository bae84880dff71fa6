package dev.evident.api;

import dev.evident.event.Fields;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.ProblemException;
import dev.evident.query.PathSyntax;
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

    private static final int MOST = 200;
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
        Set<List<String>> seen = new HashSet<>();
        List<String> keys = new ArrayList<>();
        StringBuilder key = new StringBuilder();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            if (c == '\\' && i + 1 < text.length() && isEscapable(text.charAt(i + 1))) {
                key.append(text.charAt(++i));
            } else if (c == '.' || c == ',') {
                if (key.isEmpty()) {
                    throw refused("columns has a name that is empty, begins or ends with a dot, or has two in a row.");
                }
                keys.add(key.toString());
                key.setLength(0);
                if (c == ',') {
                    columns.add(column(text.substring(start, i), List.copyOf(keys), seen));
                    keys.clear();
                    start = i + 1;
                }
            } else {
                key.append(c);
            }
        }
        if (columns.size() > MOST) {
            throw refused("columns has more than " + MOST + " names.");
        }
        return columns;
    }

    private static boolean isEscapable(char c) {
        return c == ',' || PathSyntax.isEscapable(c);
    }

    private static Column column(String name, List<String> keys, Set<List<String>> seen) {
        requirePath(name.replace("\\,", ","));
        if (!seen.add(keys)) {
            throw refused("columns has a name twice.");
        }
        String top = keys.get(0);
        boolean plain =
                ADDED.contains(top) || top.equals(REDACTED) || Fields.COMMON.contains(top) || top.equals(Fields.DATA);
        if (plain) {
            return new Column(name, List.of(keys));
        }
        List<String> inData = new ArrayList<>(List.of(Fields.DATA));
        inData.addAll(keys);
        return new Column(name, List.of(keys, inData));
    }

    /** What no filter takes for a path is a slip here too, and would be an empty column. */
    private static void requirePath(String name) {
        try {
            PathSyntax.parse(name);
        } catch (ProblemException slip) {
            throw refused(
                    "columns has a name that is no path. " + slip.problem().detail());
        }
    }

    static RuntimeException refused(String detail) {
        return Problem.of(Kind.INVALID_PARAMETER, detail)
                .with("field", PARAMETER)
                .exception();
    }
}
