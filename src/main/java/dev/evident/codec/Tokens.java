package dev.evident.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Cuts minified JSON into tokens that give the text again when they are put together: names of fields, types of events,
 * words, and single characters between them. Checks nothing: whatever the bytes are, it comes to their end. Bytes are
 * characters here; those of a character beyond ASCII belong to a word.
 */
final class Tokens {
    private static final String TYPE = "\"event_type\":";
    private static final String USER = "\"user_id\":";

    @FunctionalInterface
    interface Visitor {
        /** Takes the next token. The structure is what programs give: names, types and the syntax of JSON. */
        void token(String text, boolean structure);
    }

    private final String json;
    private final Visitor visitor;
    private int at;
    private int depth;
    private String name = "";
    private String user = "";

    private Tokens(byte[] json, Visitor visitor) {
        this.json = new String(json, ISO_8859_1);
        this.visitor = visitor;
    }

    /** Shows all tokens; returns the {@code user_id}, which is empty where there is none. */
    static String visit(byte[] json, Visitor visitor) {
        Tokens tokens = new Tokens(json, visitor);
        while (tokens.at < tokens.json.length()) {
            tokens.next();
        }
        return tokens.user;
    }

    private void next() {
        switch (json.charAt(at)) {
            case '"' -> string();
            case '{', '[' -> {
                depth++;
                structure(at + 1);
            }
            case '}', ']' -> {
                depth--;
                structure(at + 1);
            }
            case ',', ':' -> structure(at + 1);
            default -> value(json.length());
        }
    }

    private void string() {
        int end = at + 1;
        while (end < json.length() && json.charAt(end) != '"') {
            end += json.charAt(end) == '\\' ? 2 : 1;
        }
        end = Math.min(end + 1, json.length());
        if (json.startsWith(":", end)) {
            name = json.substring(at, end + 1);
            structure(end + 1);
        } else if (depth == 1 && name.equals(TYPE)) {
            structure(end);
        } else {
            if (depth == 1 && name.equals(USER)) {
                user = json.substring(at, end);
            }
            structure(at + 1);
            while (at < end - 1) {
                value(end - 1);
            }
            structure(end);
        }
    }

    private void structure(int end) {
        token(end, true);
    }

    /** One word, or one character that belongs to none. */
    private void value(int limit) {
        int end = at;
        while (end < limit && isWord(json.charAt(end))) {
            end++;
        }
        token(Math.max(end, at + 1), false);
    }

    private void token(int end, boolean structure) {
        if (at < end) {
            visitor.token(json.substring(at, end), structure);
            at = end;
        }
    }

    static boolean isWord(char character) {
        return Character.isLetterOrDigit(character) || character >= 0x80;
    }
}
