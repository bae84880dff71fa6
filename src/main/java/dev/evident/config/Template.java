package dev.evident.config;

import static dev.evident.config.ConfigurationException.quoted;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A text with places for values of what was sent: {@code {/user/name}} is the value at a JSON pointer (RFC 6901; {@code -1}
 * is the last element of an array), {@code {header:X-Name}} that of a request header. Of alternatives, which stand between
 * {@code " | "}, the first counts of which all places have a value. Immutable.
 */
public final class Template {
    private static final String BETWEEN = " | ";
    private static final String HEADER = "header:";
    private static final int MAX_LENGTH = 1_000;

    private final String written;
    private final List<List<Part>> alternatives;

    /**
     * A piece of an alternative.
     *
     * @param text itself, a JSON pointer, or the name of a header in lower case
     */
    private record Part(Kind kind, String text) {}

    private enum Kind {
        LITERAL,
        POINTER,
        HEADER
    }

    private Template(String written, List<List<Part>> alternatives) {
        this.written = written;
        this.alternatives = alternatives;
    }

    /** Reads what is written in a configuration; the exception names no key. */
    static Template parse(String written) {
        if (written.isEmpty() || written.length() > MAX_LENGTH) {
            throw new ConfigurationException("", "a template has 1 to " + MAX_LENGTH + " characters");
        }
        List<List<Part>> alternatives = new ArrayList<>();
        int from = 0;
        for (int to = written.indexOf(BETWEEN); from <= written.length(); to = written.indexOf(BETWEEN, from)) {
            int end = to < 0 ? written.length() : to;
            alternatives.add(parts(written, written.substring(from, end)));
            from = end + BETWEEN.length();
        }
        return new Template(written, List.copyOf(alternatives));
    }

    private static List<Part> parts(String written, String alternative) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < alternative.length()) {
            int open = alternative.indexOf('{', at);
            int literal = open < 0 ? alternative.length() : open;
            if (alternative.substring(at, literal).indexOf('}') >= 0) {
                throw refused(written);
            }
            if (literal > at) {
                parts.add(new Part(Kind.LITERAL, alternative.substring(at, literal)));
            }
            if (open < 0) {
                break;
            }
            int close = alternative.indexOf('}', open);
            if (close < 0) {
                throw refused(written);
            }
            parts.add(place(written, alternative.substring(open + 1, close)));
            at = close + 1;
        }
        if (parts.isEmpty()) {
            throw refused(written);
        }
        return List.copyOf(parts);
    }

    private static Part place(String written, String name) {
        if (name.startsWith("/")) {
            return new Part(Kind.POINTER, name);
        }
        if (name.startsWith(HEADER) && name.length() > HEADER.length()) {
            return new Part(Kind.HEADER, name.substring(HEADER.length()));
        }
        throw refused(written);
    }

    private static ConfigurationException refused(String written) {
        return new ConfigurationException(
                "",
                quoted(written) + " is no template: text with {/json/pointer} and {header:Name}, and \" | \" between"
                        + " alternatives");
    }

    /** The JSON pointers in it. */
    public Set<String> pointers() {
        Set<String> pointers = new LinkedHashSet<>();
        alternatives.forEach(parts ->
                parts.stream().filter(part -> part.kind == Kind.POINTER).forEach(part -> pointers.add(part.text)));
        return pointers;
    }

    /**
     * The text, or empty when no alternative has all of its values.
     *
     * @param pointer the value at a JSON pointer, null when there is none
     * @param header the value of a request header, null when it is not there
     */
    public Optional<String> render(
            Function<String, @Nullable String> pointer, Function<String, @Nullable String> header) {
        for (List<Part> parts : alternatives) {
            StringBuilder text = new StringBuilder();
            boolean whole = true;
            for (Part part : parts) {
                String value = part.kind == Kind.LITERAL
                        ? part.text
                        : part.kind == Kind.POINTER ? pointer.apply(part.text) : header.apply(part.text);
                whole &= value != null && !value.isEmpty();
                text.append(value);
            }
            if (whole) {
                return Optional.of(text.toString());
            }
        }
        return Optional.empty();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return written;
    }
}
