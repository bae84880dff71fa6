package dev.evident.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.evident.event.Problem.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one strict pass over what a producer sends. It accepts RFC 8259 JSON in UTF-8 without byte order mark and refuses
 * duplicate keys, more than {@value #MAX_DEPTH} levels, more than {@value #MAX_FIELDS} fields, numbers of more than
 * {@value #MAX_NUMBER} characters, lone surrogates, U+0000, NaN and trailing bytes. The accepted bytes lose the white
 * space between tokens and nothing else.
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

    /** Events in one bulk request. */
    public static final int MAX_BATCH = 100_000;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH + 8) // EventCheck counts to MAX_DEPTH and says so in our words
                    .maxNumberLength(MAX_NUMBER)
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
    public EventBody parse(byte[] json, @Nullable String tenant) {
        return parse(json, tenant, null);
    }

    /**
     * Parses a body that is one event, which may have been given its key beside the body.
     *
     * @param tenant the tenant that the sender is bound to; null when not bound
     * @param dedupKey the key, 1 to 200 characters; one inside the event must be the same. Null when there is none
     */
    public EventBody parse(byte[] json, @Nullable String tenant, @Nullable String dedupKey) {
        return parse(json, 0, json.length, new EventCheck(tenant, dedupKey));
    }

    /** Parses a JSON array of events: all of them are good, or the problem names the bad ones by {@code index}. */
    public List<EventBody> parseArray(byte[] json, @Nullable String tenant) {
        Utf8.check(json, 0, json.length);
        List<EventBody> events = new ArrayList<>();
        BatchErrors errors = new BatchErrors("index");
        int index = 0;
        EventCheck check = new EventCheck(tenant, null);
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw Problem.of(Kind.MALFORMED_JSON, "The body must be a JSON array of events.")
                        .exception();
            }
            for (; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                int start = (int) parser.currentTokenLocation().getByteOffset();
                try {
                    check.run(parser);
                    int end = (int) parser.currentLocation().getByteOffset();
                    events.add(finish(json, start, end, check));
                } catch (ProblemException bad) {
                    errors.add(index, bad.problem());
                }
                requireRoom(index);
            }
            requireEnd(parser);
        } catch (IOException malformed) {
            throw check.problem(malformed).with("index", index).exception();
        }
        return errors.orElse(events);
    }

    /**
     * Parses newline-delimited JSON, one event a line, empty lines skipped: all of them are good, or the problem names
     * the bad ones by {@code line}, from 1.
     */
    public List<EventBody> parseLines(byte[] ndjson, @Nullable String tenant) {
        List<EventBody> events = new ArrayList<>();
        BatchErrors errors = new BatchErrors("line");
        int line = 1;
        for (int start = 0; start < ndjson.length; line++) {
            int end = endOfLine(ndjson, start);
            if (!isBlank(ndjson, start, end)) {
                requireRoom(events.size());
                try {
                    events.add(parse(ndjson, start, end, new EventCheck(tenant, null)));
                } catch (ProblemException bad) {
                    errors.add(line, bad.problem());
                }
            }
            start = end + 1;
        }
        return errors.orElse(events);
    }

    /**
     * The lines, from 1, on which events of a batch stand.
     *
     * @param ndjson a batch that {@link #parseLines} has accepted
     * @param events their places among the events, from 0, ascending
     */
    public static List<Integer> lines(byte[] ndjson, List<Integer> events) {
        List<Integer> lines = new ArrayList<>();
        int line = 1;
        int event = 0;
        for (int start = 0; start < ndjson.length && lines.size() < events.size(); line++) {
            int end = endOfLine(ndjson, start);
            if (!isBlank(ndjson, start, end) && event++ == events.get(lines.size())) {
                lines.add(line);
            }
            start = end + 1;
        }
        return lines;
    }

    private EventBody parse(byte[] json, int from, int to, EventCheck check) {
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

    private EventBody finish(byte[] json, int from, int to, EventCheck check) {
        byte[] body = Minifier.minify(json, from, to, check.suffix());
        if (body.length > maxEventBytes) {
            throw Problem.of(
                            Kind.TOO_LARGE,
                            "The event has " + body.length + " bytes; at most " + maxEventBytes + " are accepted.")
                    .with("limit_bytes", maxEventBytes)
                    .exception();
        }
        return new EventBody(body, check.dedupKey());
    }

    private static void requireEnd(JsonParser parser) throws IOException {
        if (parser.nextToken() != null) {
            throw Problem.of(Kind.MALFORMED_JSON, "There is something after the end of the JSON value.")
                    .exception();
        }
    }

    private static void requireRoom(int count) {
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
