package dev.evident.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.evident.event.Problem.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a JSON text, in words that a sender understands: the parser's own name features of a library that
 * the sender does not see, and repeat what was sent.
 */
final class JsonFaults {
    /** A part of the parser's message, and what it means. The first that fits counts. */
    private record Fault(String part, String meaning) {}

    private static final List<Fault> FAULTS = List.of(
            new Fault("end-of-input", "The JSON ends before it is complete."),
            new Fault("Duplicate field", "A name stands twice in one object."),
            new Fault("Non-standard token", "NaN and Infinity are not JSON numbers."),
            new Fault("Leading zero", "A number must not begin with a zero that is followed by digits."),
            new Fault("plus sign", "A number must not begin with a plus sign."),
            new Fault("Unexpected character ('.'", "A number must have a digit before its point."),
            new Fault("Decimal point not followed", "A number must have a digit after its point."),
            new Fault("Exponent indicator not followed", "A number must have a digit in its exponent."),
            new Fault("No digit following", "A number must have a digit after its sign."),
            new Fault("in numeric value", "A number is not written as JSON writes numbers."),
            new Fault("Invalid numeric value", "A number is not written as JSON writes numbers."),
            new Fault("Number value length", "A number has at most " + EventParser.MAX_NUMBER + " characters."),
            new Fault("Document nesting depth", "An event has at most " + EventParser.MAX_DEPTH + " levels."),
            new Fault("Name length", "A field's name has at most " + EventParser.MAX_NAME + " characters."),
            new Fault("String value length", "A string is too long."),
            new Fault("Unrecognized character escape", "A backslash in a string begins none of JSON's escapes."),
            new Fault("hex-digit", "\\u in a string must be followed by four hexadecimal digits."),
            new Fault("hexadecimal", "\\u in a string must be followed by four hexadecimal digits."),
            new Fault(
                    "Illegal unquoted character",
                    "A control character in a string must be written as an escape, such as \\u0001."),
            new Fault("Illegal character", "A control character stands between two tokens."),
            new Fault("Unrecognized token", "A word is none of true, false and null; strings stand in double quotes."),
            new Fault("(''' (code 39))", "Strings and names stand in double quotes."),
            new Fault("double-quote to start field name", "A field's name in double quotes is missing."),
            new Fault("Unexpected close marker", "A bracket or brace closes what another one opened."),
            new Fault("maybe a (non-standard) comment", "JSON has no comments."),
            new Fault("to separate field name and value", "A colon between a name and its value is missing."),
            new Fault("was expecting comma", "A comma between two values is missing."),
            new Fault("Invalid UTF-8", "A character stands where none of its kind may stand."),
            new Fault("Unexpected character", "A character stands where none of its kind may stand."));

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(EventParser.MAX_DEPTH + 8)
                    .maxNumberLength(EventParser.MAX_NUMBER)
                    .maxNameLength(EventParser.MAX_NAME)
                    .build())
            .build();

    private JsonFaults() {}

    /** What is wrong with text that the {@link JsonScanner} refused. */
    static Problem problem(byte[] json, int from, int to) {
        Problem found = find(json, from, to);
        return found == null ? Problem.of(Kind.MALFORMED_JSON, "The body is not acceptable JSON.") : found;
    }

    /** What is wrong with text that may not be one JSON value, with the place where it was noticed; null for nothing. */
    static @Nullable Problem find(byte[] json, int from, int to) {
        if (!Utf8.isValid(json, from, to)) {
            String detail =
                    Utf8.isUtf16(json, from, to) ? "The body is UTF-16; send UTF-8." : "The body is not valid UTF-8.";
            return Problem.of(Kind.MALFORMED_JSON, detail);
        }
        try (JsonParser parser = JSON.createParser(json, from, to - from)) {
            return find(parser);
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory cannot fail to be read", impossible);
        }
    }

    private static @Nullable Problem find(JsonParser parser) throws IOException {
        try {
            if (parser.nextToken() == null) {
                return Problem.of(Kind.MALFORMED_JSON, "The body is empty; a JSON object is needed.");
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null
                    ? null
                    : Problem.of(Kind.MALFORMED_JSON, "There is something after the end of the JSON value.");
        } catch (JsonProcessingException syntax) {
            Problem found = Problem.of(Kind.MALFORMED_JSON, meaning(syntax) + place(syntax.getLocation()));
            String path = path(parser.getParsingContext());
            return path.isEmpty() ? found : found.with("field", path);
        }
    }

    /** The dotted path of the first value at more levels than an event may have. */
    static String tooDeep(byte[] json, int from, int to) {
        try (JsonParser parser = JSON.createParser(json, from, to - from)) {
            while (parser.getParsingContext().getNestingDepth() <= EventParser.MAX_DEPTH) {
                parser.nextToken();
            }
            return path(parser.getParsingContext());
        } catch (IOException impossible) {
            throw new UncheckedIOException("memory cannot fail to be read", impossible);
        }
    }

    /** The dotted path of a place, for people; at most some hundred characters. */
    private static String path(JsonStreamContext context) {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = context; at != null && path.length() < 300; at = at.getParent()) {
            if (at.inObject() && at.getCurrentName() != null) {
                path.insert(0, path.isEmpty() ? at.getCurrentName() : at.getCurrentName() + ".");
            }
        }
        return path.toString();
    }

    private static String meaning(JsonProcessingException syntax) {
        String message = String.valueOf(syntax.getOriginalMessage());
        return FAULTS.stream()
                .filter(fault -> message.contains(fault.part))
                .findFirst()
                .map(Fault::meaning)
                .orElse("The body is not JSON.");
    }

    private static String place(JsonLocation location) {
        if (location == null || location.getColumnNr() < 1) {
            return "";
        }
        return location.getLineNr() > 1
                ? " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")"
                : " (column " + location.getColumnNr() + ")";
    }
}
