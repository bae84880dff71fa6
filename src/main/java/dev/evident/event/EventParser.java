package dev.evident.event;

import dev.evident.event.Item.Rejected;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The one strict pass over what a producer sends. It accepts RFC 8259 JSON in UTF-8 and refuses duplicate keys,
 * more than {@value #MAX_DEPTH} levels, more than {@value #MAX_FIELDS} fields, numbers of more than {@value #MAX_NUMBER}
 * characters, NaN and trailing bytes. What JSON can say in escapes is taken as it is: control characters, U+0000, halves
 * of surrogate pairs. The accepted bytes lose a byte order mark and the white space between tokens and nothing else.
 *
 * <p>Every refusal is a {@link ProblemException}. Thread-safe. Takes a few microseconds for an event of a few hundred
 * bytes and about ten milliseconds for a mebibyte: callers on an event loop parse small bodies only.
 */
public final class EventParser {
    /** Levels of nesting, the event itself being the first. */
    public static final int MAX_DEPTH = 64;

    /** Fields in one event, at all levels together. */
    public static final int MAX_FIELDS = 10_000;

    /** Characters of one number. */
    public static final int MAX_NUMBER = 1_000;

    /** Characters of one field's name. */
    public static final int MAX_NAME = 50_000;

    /** Events in one bulk request, good or bad. */
    public static final int MAX_BATCH = 100_000;

    private final int maxEventBytes;

    /**
     * A parser with a limit on the size of an event.
     *
     * @param maxEventBytes of one event, minified
     */
    public EventParser(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /** Bytes that an event may have. */
    public int maxEventBytes() {
        return maxEventBytes;
    }

    /**
     * Parses a body that is one event.
     *
     * @param tenant the tenant that the sender is bound to and that is stamped on the event; null when not bound
     */
    public NewEvent parse(byte[] json, @Nullable String tenant) {
        return parse(json, tenant, null);
    }

    /**
     * Parses a body that is one event, which may have been given its key beside the body.
     *
     * @param tenant the tenant that the sender is bound to; null when not bound
     * @param dedupKey the key, 1 to {@value EventCheck#MAX_TEXT} characters; one inside the event must be the same. Null when there is none
     */
    public NewEvent parse(byte[] json, @Nullable String tenant, @Nullable String dedupKey) {
        return parse(json, new JsonScanner(json, 1, true), 0, json.length, tenant, dedupKey);
    }

    /** Parses a JSON array of events. A body that is no JSON array at all is thrown as a problem. */
    public Items parseArray(byte[] json, @Nullable String tenant) {
        int begin = Utf8.skipMark(json, 0, json.length);
        JsonScanner scanner = new JsonScanner(json, 1, true);
        scanner.moveTo(begin, json.length);
        Items.Batch batch = new Items.Batch("index", Long.MAX_VALUE, Items.MAX_REJECTED);
        int index = 0;
        try {
            scanner.space();
            if (!scanner.skip('[')) {
                throw Problem.of(
                                Kind.MALFORMED_JSON,
                                "The body must be a JSON array of events; one event a line is application/x-ndjson.")
                        .exception();
            }
            scanner.space();
            for (boolean more = !scanner.skip(']'); more; more = isFollowed(scanner)) {
                try {
                    batch.accept(index, event(json, scanner, tenant, null));
                } catch (ProblemException bad) {
                    batch.reject(new Rejected(index, bad.problem(), json, scanner.start(), scanner.at()));
                }
                index++;
            }
            requireEnd(scanner);
        } catch (JsonScanner.Malformed malformed) {
            throw JsonFaults.problem(json, begin, json.length)
                    .with("index", index)
                    .exception();
        }
        return batch.end();
    }

    /** Whether another element stands behind the one that was read: goes to it, or behind the array. */
    private static boolean isFollowed(JsonScanner scanner) {
        scanner.space();
        if (scanner.skip(']')) {
            return false;
        }
        scanner.expect(',');
        scanner.space();
        return true;
    }

    /** Parses newline-delimited JSON, one event a line, empty lines skipped. */
    public Items parseLines(byte[] ndjson, @Nullable String tenant) {
        Items.Batch batch = new Items.Batch("line", Long.MAX_VALUE, Items.MAX_REJECTED);
        JsonScanner scanner = new JsonScanner(ndjson, 1, true);
        int line = 1;
        for (int start = 0; start < ndjson.length; line++) {
            int end = endOfLine(ndjson, start);
            int from = Utf8.skipMark(ndjson, start, end);
            if (!isBlank(ndjson, from, end)) {
                try {
                    batch.accept(line, parse(ndjson, scanner, from, end, tenant, null));
                } catch (ProblemException bad) {
                    batch.reject(new Rejected(line, bad.problem(), ndjson, start, end));
                }
            }
            start = end + 1;
        }
        return batch.end();
    }

    private NewEvent parse(
            byte[] json, JsonScanner scanner, int start, int to, @Nullable String tenant, @Nullable String dedupKey) {
        int from = Utf8.skipMark(json, start, to);
        scanner.moveTo(from, to);
        scanner.space();
        try {
            NewEvent event = event(json, scanner, tenant, dedupKey);
            requireEnd(scanner);
            return event;
        } catch (JsonScanner.Malformed malformed) {
            throw JsonFaults.problem(json, from, to).exception();
        }
    }

    /** Reads the event at which the scanner stands. */
    private NewEvent event(byte[] json, JsonScanner scanner, @Nullable String tenant, @Nullable String dedupKey) {
        EventCheck check = new EventCheck(json, tenant, dedupKey);
        check.run(scanner);
        byte[] body = scanner.minified(check.suffix());
        if (body.length > maxEventBytes) {
            throw Problem.of(
                            Kind.TOO_LARGE,
                            "The event has " + body.length + " bytes; at most " + maxEventBytes + " are accepted.")
                    .with("limit_bytes", maxEventBytes)
                    .exception();
        }
        return new NewEvent(check.header(), body);
    }

    private static void requireEnd(JsonScanner scanner) {
        scanner.space();
        scanner.expectEnd();
    }

    private static int endOfLine(byte[] bytes, int from) {
        int end = from;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
