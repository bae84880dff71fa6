package dev.evident.codec;

/**
 * Cuts minified JSON into pieces that give the text again when they are put together: names, texts and literals, and the
 * syntax between them. Checks nothing: whatever the bytes are, it comes to their end.
 */
final class JsonPieces {
    enum Kind {
        /** Braces, brackets, commas, colons, quotation marks. */
        SYNTAX,
        /** A member's name, without the quotation marks. */
        NAME,
        /** A string, without the quotation marks; escaped as it was. */
        TEXT,
        /** A number, true, false or null. */
        LITERAL
    }

    @FunctionalInterface
    interface Visitor {
        /** Told of each piece in order: where it is, and in how many objects and arrays. */
        void piece(Kind kind, int from, int to, int depth);
    }

    private final byte[] json;
    private final Visitor visitor;
    private int at;
    private int depth;

    private JsonPieces(byte[] json, Visitor visitor) {
        this.json = json;
        this.visitor = visitor;
    }

    static void visit(byte[] json, Visitor visitor) {
        new JsonPieces(json, visitor).visit();
    }

    private void visit() {
        while (at < json.length) {
            if (json[at] == '"') {
                string();
            } else if (isSyntax(json[at])) {
                depth += switch (json[at]) {
                    case '{', '[' -> 1;
                    case '}', ']' -> -1;
                    default -> 0;
                };
                visitor.piece(Kind.SYNTAX, at, ++at, depth);
            } else {
                int from = at;
                while (at < json.length && json[at] != '"' && !isSyntax(json[at])) {
                    at++;
                }
                visitor.piece(Kind.LITERAL, from, at, depth);
            }
        }
    }

    private void string() {
        visitor.piece(Kind.SYNTAX, at, ++at, depth);
        int from = at;
        while (at < json.length && json[at] != '"') {
            at += json[at] == '\\' ? 2 : 1;
        }
        int to = Math.min(at, json.length);
        at = Math.min(to + 1, json.length);
        boolean named = at < json.length && json[at] == ':';
        visitor.piece(named ? Kind.NAME : Kind.TEXT, from, to, depth);
        if (to < at) {
            visitor.piece(Kind.SYNTAX, to, at, depth);
        }
    }

    private static boolean isSyntax(byte character) {
        return switch (character) {
            case '{', '}', '[', ']', ',', ':' -> true;
            default -> false;
        };
    }
}
