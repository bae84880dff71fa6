package dev.evident.event;

import java.nio.charset.StandardCharsets;

/** What a JSON string means. */
final class JsonText {
    private JsonText() {}

    /** The text of a string that was found to be right and stands, with its quotes, at a place. */
    static String of(byte[] json, int quote, int behind) {
        int from = quote + 1;
        int to = behind - 1;
        int escape = escape(json, from, to);
        if (escape == to) {
            return new String(json, from, to - from, StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder(to - from);
        int begin = from;
        for (; escape < to; escape = escape(json, begin, to)) {
            text.append(new String(json, begin, escape - begin, StandardCharsets.UTF_8));
            char c = (char) json[escape + 1];
            begin = escape + (c == 'u' ? 6 : 2);
            text.append(c == 'u' ? unicode(json, escape + 2) : meaning(c));
        }
        return text.append(new String(json, begin, to - begin, StandardCharsets.UTF_8)).toString();
    }

    private static int escape(byte[] json, int from, int to) {
        int at = from;
        while (at < to && json[at] != '\\') {
            at++;
        }
        return at;
    }

    private static char meaning(char c) {
        return switch (c) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> c;
        };
    }

    private static char unicode(byte[] json, int from) {
        int c = 0;
        for (int i = from; i < from + 4; i++) {
            c = c << 4 | Character.digit(json[i], 16);
        }
        return (char) c;
    }
}
