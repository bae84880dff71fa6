package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.bus.LogMessages.Signed;
import dev.evident.event.Parts;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.VerifierKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The cover page of a bundle, {@code cover.html}: what it is in plain language, to be printed, and a check of every event
 * in the reader's browser without a network, by the modules that the viewer checks proofs with. A small bundle is in the
 * page itself; of a larger one the page requests the zip file. For one thread.
 */
final class BundleCover {
    /** Bytes of files that the page holds itself. */
    private static final int MAX_WITHIN = 2 << 20;

    private static final List<String> MODULES = List.of("bytes.js", "note.js", "verify.js");

    private final String query;
    private final String who;
    private final Signed signed;
    private final List<VerifierKey> keys;
    private final Instant created;
    private final Map<String, byte[]> within = new LinkedHashMap<>();
    private int held;

    /**
     * A page.
     *
     * @param query what was asked for, as a query string
     * @param who the name of the token that asked
     */
    BundleCover(String query, String who, Signed signed, List<VerifierKey> keys, Instant created) {
        this.query = query;
        this.who = who;
        this.signed = signed;
        this.keys = keys;
        this.created = created;
    }

    /** Keeps a file of the bundle for the page, as long as all of them fit. */
    void add(String name, byte[] content) {
        held += Math.min(content.length, MAX_WITHIN + 1 - Math.min(held, MAX_WITHIN));
        if (held > MAX_WITHIN) {
            within.clear();
        } else {
            within.put(name, content);
        }
    }

    /** The page of this number of events. */
    byte[] page(long events) throws IOException {
        SignedNote note = SignedNote.parse(signed.note());
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        Map<String, String> texts = Map.of(
                "log", checkpoint.origin(),
                "count", events == 1 ? "1 event" : String.format(Locale.ROOT, "%,d events", events),
                "created", created.toString().replace("T", " ").replace("Z", " UTC"),
                "who", "the token “" + who + "”",
                "query", asked(),
                "size", String.format(Locale.ROOT, "%,d", checkpoint.head().size()),
                "root", Base64.getEncoder().encodeToString(checkpoint.head().root()),
                "keys", keys.isEmpty() ? "none" : keys.get(0).toString(),
                "witnesses", witnesses(checkpoint.origin()),
                "events", String.valueOf(events));
        String modules = modules();
        String parts = parts();
        // In one pass: what was asked for may look like a place of the template itself.
        String template = text("bundle-cover.html");
        StringBuilder page = new StringBuilder();
        int at = 0;
        for (int open = template.indexOf("{{"); open >= 0; open = template.indexOf("{{", at)) {
            int close = template.indexOf("}}", open);
            String place = template.substring(open + 2, close);
            page.append(template, at, open)
                    .append(
                            switch (place) {
                                case "modules" -> modules;
                                case "parts" -> parts;
                                default -> escaped(Objects.requireNonNull(texts.get(place), place));
                            });
            at = close + 2;
        }
        return page.append(template, at, template.length()).toString().getBytes(UTF_8);
    }

    private String parts() {
        if (held > MAX_WITHIN) {
            return "";
        }
        return within.entrySet().stream()
                .map(file -> "<script type=\"application/octet-stream\" data-name=\"" + escaped(file.getKey()) + "\">"
                        + Base64.getEncoder().encodeToString(file.getValue()) + "</script>")
                .collect(Collectors.joining("\n"));
    }

    /** The conditions, a line each; the names of the parameters are the viewer's and the API's own. */
    private String asked() {
        String conditions = Parts.of(query, '&').stream()
                .filter(part -> !part.isEmpty())
                .map(BundleCover::decoded)
                .collect(Collectors.joining(", and "));
        return conditions.isEmpty() ? "all events" : conditions;
    }

    private static String decoded(String part) {
        try {
            return URLDecoder.decode(part, UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return part;
        }
    }

    /** Whose signatures stand below the log's own; whether these hold, only their keys tell. */
    private String witnesses(String origin) {
        String note = signed.note();
        String names = Parts.of(note.substring(note.indexOf("\n\n") + 2), '\n').stream()
                .map(line -> Parts.of(line, ' '))
                .filter(words -> words.size() > 1 && !words.get(1).equals(origin))
                .map(words -> words.get(1))
                .distinct()
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }

    /** The viewer's modules as one script. */
    private static String modules() throws IOException {
        StringBuilder script = new StringBuilder();
        for (String module : MODULES) {
            text("/webroot/js/" + module)
                    .lines()
                    .filter(line -> !line.startsWith("import "))
                    .map(line -> line.startsWith("export ") ? line.substring("export ".length()) : line)
                    .forEach(line -> script.append(line).append('\n'));
        }
        return script.toString();
    }

    private static String text(String resource) throws IOException {
        try (InputStream in = BundleCover.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), UTF_8);
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
