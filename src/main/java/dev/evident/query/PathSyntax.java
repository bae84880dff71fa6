package dev.evident.query;

import static dev.evident.query.Parameters.problem;
import static dev.evident.query.Parameters.shown;

import dev.evident.event.Fields;
import dev.evident.event.Wtf8;

/**
 * How a path is written in a query: as {@link dev.evident.event.Fields} writes it, with a backslash also before what
 * would else be an operator ({@code <} and {@code >} anywhere, the other characters of {@link #OPERATORS} at the end)
 * and before a {@linkplain ReservedNames name of a parameter} that is a field. A backslash with {@code u} and four
 * hexadecimal digits is that UTF-16 code unit, as in JSON.
 */
public final class PathSyntax {
    private static final int MAX_PATH = 1_000;

    /** What no path ends with unless a backslash stands before it, so that a slip is not taken for a field. */
    private static final String OPERATORS = "=!<>~^$|:*";

    private PathSyntax() {}

    /** A path of {@link dev.evident.event.Fields} as a query takes it. */
    public static String written(String path) {
        StringBuilder written = new StringBuilder(path.length() + 2);
        if (ReservedNames.contains(path)) {
            written.append('\\');
        }
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean last = i + 1 == path.length();
            if (c == '<' || c == '>' || (last && OPERATORS.indexOf(c) >= 0)) {
                written.append('\\');
            }
            written.append(c);
        }
        return Wtf8.withoutLoneSurrogates(written.toString());
    }

    /** Whether a backslash before the character makes it part of a key. */
    private static boolean isEscapable(char c) {
        return c == '.' || c == '\\' || OPERATORS.indexOf(c) >= 0;
    }

    /** What {@link dev.evident.event.Fields} would write, or the problem {@code invalid-parameter}. */
    public static String parse(String written) {
        if (written.isEmpty()) {
            throw problem("", "A condition has no field name before its operator.");
        }
        if (written.length() > MAX_PATH) {
            throw problem(shown(written), "A field's path has at most " + MAX_PATH + " characters.");
        }
        if (written.charAt(0) == '\\' && ReservedNames.contains(written.substring(1))) {
            return written.substring(1);
        }
        StringBuilder path = new StringBuilder(written.length());
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '\\' && Escapes.isUnicode(written, i + 1)) {
                path.append(Fields.escape(String.valueOf(Escapes.unicode(written, i + 1))));
                i += Escapes.UNICODE_LENGTH;
            } else if (c == '\\') {
                appendEscaped(path, written, ++i);
            } else {
                requireNoOperator(written, i);
                path.append(c);
            }
        }
        return path.toString();
    }

    /** Whether the text ends with the character and no backslash belongs to it. */
    static boolean endsPlainly(String text, char end) {
        int last = text.length() - 1;
        return last >= 0 && text.charAt(last) == end && !isEscaped(text, last);
    }

    /** Whether the character at a place belongs to the backslash before it. */
    static boolean isEscaped(String text, int at) {
        int first = at;
        while (first > 0 && text.charAt(first - 1) == '\\') {
            first--;
        }
        return (at - first) % 2 == 1;
    }

    private static void appendEscaped(StringBuilder path, String written, int at) {
        char c = at < written.length() ? written.charAt(at) : ' ';
        if (!isEscapable(c)) {
            throw problem(
                    shown(written),
                    "A backslash in a path stands before a dot, a backslash or one of " + OPERATORS
                            + " that belongs to a key, before u and four hexadecimal digits, or before the name of a"
                            + " parameter.");
        }
        path.append(OPERATORS.indexOf(c) >= 0 ? "" : "\\").append(c);
    }

    private static void requireNoOperator(String written, int at) {
        char c = written.charAt(at);
        boolean last = at + 1 == written.length();
        if (c == '<' || c == '>' || (last && OPERATORS.indexOf(c) >= 0)) {
            throw problem(
                    shown(written.substring(0, at)),
                    "\"" + c + "\" belongs to no operator here: use =, !=, <, <=, > or >=, or write \\" + c
                            + " when it belongs to a key.");
        }
    }
}
