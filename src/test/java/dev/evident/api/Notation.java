package dev.evident.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What stands between angle brackets in a table: generated text in what is sent, placeholders in what is awaited, and
 * names for what a response said, to be used further down. All texts here have one character for each byte.
 */
final class Notation {
    private static final Pattern BRACKETS = Pattern.compile("<([^<>]+)>");
    private static final Pattern FILL = Pattern.compile("<fill to ([0-9]+)>");
    private static final String ELLIPSIS = latin1("…");
    private static final Map<String, String> KINDS = Map.of(
            "id",
            "[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
            "time",
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{6}Z",
            "number",
            "[0-9]+",
            "word",
            "[A-Za-z0-9_-]+");

    private final Map<String, String> names = new LinkedHashMap<>();

    Notation(Map<String, String> names) {
        this.names.putAll(names);
    }

    static String latin1(String text) {
        return new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /** The text with everything between brackets replaced, but for {@code <fill to N>}. */
    String expand(String written) {
        return BRACKETS.matcher(latin1(written)).replaceAll(found -> {
            boolean fill = found.group(1).startsWith("fill to ");
            return Matcher.quoteReplacement(fill ? found.group() : generate(found.group(1)));
        });
    }

    /** The text with as many {@code x} in the place of {@code <fill to N>} as make it N bytes long. */
    static String fill(String text) {
        Matcher fill = FILL.matcher(text);
        if (!fill.find()) {
            return text;
        }
        int missing =
                Integer.parseInt(fill.group(1)) - (text.length() - fill.group().length());
        return fill.replaceFirst("x".repeat(missing));
    }

    /** Whether a text is what was written; if so, keeps what is named there. */
    boolean matches(String written, String text) {
        List<String> named = new ArrayList<>();
        StringBuilder regex = new StringBuilder();
        String pattern = latin1(written);
        Matcher bracket = BRACKETS.matcher(pattern);
        int at = 0;
        while (bracket.find()) {
            literal(regex, pattern.substring(at, bracket.start()));
            String inside = bracket.group(1);
            int equals = inside.indexOf('=');
            String kind = KINDS.get(inside.substring(equals + 1));
            if (kind == null && named.contains(inside)) {
                regex.append('\\').append(named.indexOf(inside) + 1);
            } else if (kind == null) {
                regex.append(Pattern.quote(generate(inside)));
            } else {
                regex.append(equals < 0 ? "" : "(").append(kind).append(equals < 0 ? "" : ")");
                if (equals >= 0) {
                    named.add(inside.substring(0, equals));
                }
            }
            at = bracket.end();
        }
        literal(regex, pattern.substring(at));
        Matcher found = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text);
        if (!found.matches()) {
            return false;
        }
        for (int i = 0; i < named.size(); i++) {
            names.put(named.get(i), found.group(i + 1));
        }
        return true;
    }

    private static void literal(StringBuilder regex, String text) {
        String[] parts = text.split(Pattern.quote(ELLIPSIS), -1);
        regex.append(IntStream.range(0, parts.length)
                .mapToObj(i -> Pattern.quote(parts[i]))
                .collect(Collectors.joining(".*")));
    }

    private String generate(String what) {
        if (names.containsKey(what)) {
            return String.valueOf(names.get(what));
        }
        String[] words = what.split(" ", 3);
        if (words.length == 3 && words[1].equals("times")) {
            return words[2].repeat(Integer.parseInt(words[0]));
        }
        if (words.length >= 2 && words[0].equals("bytes")) {
            return new String(
                    HexFormat.of().parseHex(what.substring("bytes ".length()).replace(" ", "")), ISO_8859_1);
        }
        if (words.length == 2 && words[0].equals("depth")) {
            return nested(Integer.parseInt(words[1]));
        }
        if (words.length == 2 && words[1].equals("fields")) {
            return IntStream.range(0, Integer.parseInt(words[0]))
                    .mapToObj(i -> "\"f" + i + "\":" + i)
                    .collect(Collectors.joining(","));
        }
        if (words.length == 2 && words[1].equals("headers")) {
            return IntStream.range(0, Integer.parseInt(words[0]))
                    .mapToObj(i -> "X-" + i + ": y")
                    .collect(Collectors.joining("\r\n"));
        }
        if (words.length == 2 && words[1].equals("events")) {
            return IntStream.range(0, Integer.parseInt(words[0]))
                    .mapToObj(i -> "{\"event_type\":\"generated\",\"user_id\":\"u" + i + "\",\"variant_data\":{\"i\":"
                            + i + "}}")
                    .collect(Collectors.joining("\n"));
        }
        throw new IllegalArgumentException("<" + what + "> has no meaning here");
    }

    /** Objects inside each other, this number of levels. */
    private static String nested(int depth) {
        return "{\"a\":".repeat(depth - 1) + "{}" + "}".repeat(depth - 1);
    }
}
