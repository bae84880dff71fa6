package dev.evident.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.evident.event.Problem.Kind;
import java.io.IOException;
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

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH + 8) // EventCheck counts to MAX_DEPTH and says so in our words
                    .maxNumberLength(MAX_NUMBER)
                    .maxNameLength(MAX_NAME)
                    .build())
            .build();

    private final int maxEventBytes;

    /**
     * A parser with a limit on the size of an event.
     *
     * @param maxEventBytes of one event, minified
     */
    public EventParser(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
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
        return parse(json, 0, json.length, new EventCheck(tenant, dedupKey));
    }

    /** Parses a JSON array of events. A body that is no JSON array at all is thrown as a problem. */
    public ParsedBatch parseArray(byte[] json, @Nullable String tenant) {
        int begin = Utf8.skipMark(json, 0, json.length);
        Utf8.check(json, begin, json.length);
        ParsedBatch batch = new ParsedBatch("index");
        int index = 0;
        EventCheck check = new EventCheck(tenant, null);
        try (JsonParser parser = JSON.createParser(json, begin, json.length - begin)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw Problem.of(
                                Kind.MALFORMED_JSON,
                                "The body must be a JSON array of events; one event a line is application/x-ndjson.")
                        .exception();
            }
            for (; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                requireFits(index);
                int start = begin + (int) parser.currentTokenLocation().getByteOffset();
                try {
                    check.run(parser);
                    batch.add(index, finish(json, start, begin + at(parser), check));
                } catch (ProblemException bad) {
                    parser.finishToken();
                    batch.refuse(index, bad.problem(), start, begin + at(parser));
                }
            }
            requireEnd(parser);
        } catch (IOException malformed) {
            throw check.problem(malformed).with("index", index).exception();
        }
        return batch.requireEvents();
    }

    /** Parses newline-delimited JSON, one event a line, empty lines skipped. */
    public ParsedBatch parseLines(byte[] ndjson, @Nullable String tenant) {
        ParsedBatch batch = new ParsedBatch("line");
        int line = 1;
        int count = 0;
        for (int start = 0; start < ndjson.length; line++) {
            int end = endOfLine(ndjson, start);
            int from = Utf8.skipMark(ndjson, start, end);
            if (!isBlank(ndjson, from, end)) {
                requireFits(count++);
                try {
                    batch.add(line, parse(ndjson, from, end, new EventCheck(tenant, null)));
                } catch (ProblemException bad) {
                    batch.refuse(line, bad.problem(), start, end);
                }
            }
            start = end + 1;
        }
        return batch.requireEvents();
    }

    private NewEvent parse(byte[] json, int start, int to, EventCheck check) {
        int from = Utf8.skipMark(json, start, to);
        Utf8.check(json, from, to);
        try (JsonParser parser = JSON.createParser(json, from, to - from)) {
            if (parser.nextToken() == null) {
                throw Problem.of(Kind.MALFORMED_JSON, "The body is empty; a JSON object is needed.")
                        .exception();
            }
            check.run(parser);
            requireEnd(parser);
            return finish(json, from, to, check);
        } catch (IOException malformed) {
            throw check.problem(malformed).exception();
        }
    }

    /** How far the parser has read. */
    private static int at(JsonParser parser) {
        return (int) parser.currentLocation().getByteOffset();
    }

    private NewEvent finish(byte[] json, int from, int to, EventCheck check) {
        byte[] body = Minifier.minify(json, from, to, check.suffix());
        if (body.length > maxEventBytes) {
            throw Problem.of(
                            Kind.TOO_LARGE,
                            "The event has " + body.length + " bytes; at most " + maxEventBytes + " are accepted.")
                    .with("limit_bytes", maxEventBytes)
                    .exception();
        }
        return new NewEvent(check.header(), body);
    }

    private static void requireEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw Problem.of(Kind.MALFORMED_JSON, "There is something after the end of the JSON value.")
                    .exception();
        }
    }

    private static void requireFits(int count) {
        if (count >= MAX_BATCH) {
            throw Problem.of(Kind.TOO_LARGE, "A batch holds at most " + MAX_BATCH + " events; send several.")
                    .with("limit_events", MAX_BATCH)
                    .exception();
        }
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
