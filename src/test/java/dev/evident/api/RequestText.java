package dev.evident.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Makes the bytes of a request out of the lines of a table. */
final class RequestText {
    private static final String ABSENT = "<absent>";
    private static final int CHUNK = 50_000;

    private RequestText() {}

    /**
     * The request: lines joined as HTTP wants it, and the headers that every ordinary request has, unless the table
     * says otherwise. After {@code <raw>} nothing is added.
     */
    static String of(List<String> lines, Notation notation) {
        if (lines.get(0).equals("<raw>")) {
            return notation.expand(String.join("\r\n", lines.subList(1, lines.size()))) + "\r\n";
        }
        int blank = lines.indexOf("");
        List<String> head = lines.subList(1, blank < 0 ? lines.size() : blank);
        String body = blank < 0
                ? ""
                : Notation.fill(notation.expand(String.join("\n", lines.subList(blank + 1, lines.size()))));
        boolean chunked = head.contains("Transfer-Encoding: chunked");

        StringBuilder request = new StringBuilder(notation.expand(lines.get(0)));
        request.append(" HTTP/1.1\r\n");
        for (String header : withDefaults(head, body, lines.get(0).startsWith("POST"), chunked)) {
            if (!header.endsWith(ABSENT)) {
                request.append(notation.expand(header)).append("\r\n");
            }
        }
        return request.append("\r\n").append(chunked ? chunks(body) : body).toString();
    }

    private static List<String> withDefaults(List<String> head, String body, boolean post, boolean chunked) {
        List<String> headers = new ArrayList<>(head);
        addUnlessThere(headers, "Host", "localhost:<api port>");
        addUnlessThere(headers, "Authorization", "secret_token");
        if (post) {
            addUnlessThere(headers, "Content-Type", "application/json");
        }
        if (!chunked && (post || !body.isEmpty())) {
            addUnlessThere(headers, "Content-Length", String.valueOf(body.length()));
        }
        addUnlessThere(headers, "Connection", "close");
        return headers;
    }

    private static void addUnlessThere(List<String> headers, String name, String value) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        if (headers.stream().noneMatch(header -> header.toLowerCase(Locale.ROOT).startsWith(start))) {
            headers.add(name + ": " + value);
        }
    }

    private static String chunks(String body) {
        StringBuilder chunks = new StringBuilder();
        for (int at = 0; at < body.length(); at += CHUNK) {
            String chunk = body.substring(at, Math.min(body.length(), at + CHUNK));
            chunks.append(Integer.toHexString(chunk.length()))
                    .append("\r\n")
                    .append(chunk)
                    .append("\r\n");
        }
        return chunks.append("0\r\n\r\n").toString();
    }
}
