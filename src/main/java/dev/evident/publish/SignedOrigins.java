package dev.evident.publish;

import dev.evident.config.StartException;
import dev.evident.files.OwnerFile;
import dev.evident.merkle.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The register of the origins that have signed in a data directory: a text file {@code keys/signed} (0600), beside the
 * keys, so that it is copied together with them. After its first line, a line for each origin:
 *
 * <pre>
 * evident.signed/v1
 * signed 2026-11-23T08:00:00Z log.example.org/audit
 * allowed 2026-12-24T08:00:00Z log.example.org/second
 * </pre>
 *
 * <p>{@code signed}: a checkpoint may have been shown, so none may be signed that is not proven to contain the last one.
 * {@code allowed}: the operator's word that the origin signs its first checkpoint here, although the directory shows a
 * log. Lines are replaced, never removed. Reads the file at each call. Blocks; for one thread at a time.
 */
public final class SignedOrigins {
    private static final String FORM = "evident.signed/v1";
    private static final String SIGNED = "signed";
    private static final String ALLOWED = "allowed";

    private final OwnerFile file;

    /**
     * One line.
     *
     * @param allowed whether nothing has been signed since the operator allowed it; else it has been
     * @param since when it signed first, or was allowed to
     */
    public record Entry(String origin, boolean allowed, Instant since) {
        private String line() {
            return (allowed ? ALLOWED : SIGNED) + ' ' + since + ' ' + origin;
        }
    }

    /** The register of a data directory; neither need exist. */
    public SignedOrigins(Path data) {
        this.file = new OwnerFile(data.resolve("keys").resolve("signed"));
    }

    /**
     * All entries.
     *
     * @throws StartException when the file is something else
     */
    public List<Entry> all() throws IOException {
        Optional<String> text = file.read();
        if (text.isEmpty()) {
            return List.of();
        }
        List<String> lines = text.get().lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(FORM)) {
            throw damaged("does not begin with " + FORM);
        }
        List<Entry> entries = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            entries.add(entry(line));
        }
        return entries;
    }

    /** The entry of an origin. */
    public Optional<Entry> of(String origin) throws IOException {
        return all().stream().filter(entry -> entry.origin().equals(origin)).findFirst();
    }

    /** Allows an origin to sign its first checkpoint here. On the disk when this returns. */
    public void allow(String origin) throws IOException {
        put(origin, true);
    }

    /** Keeps that an origin signs. On the disk when this returns; writes nothing when it is known. */
    void signs(String origin) throws IOException {
        if (of(origin).filter(entry -> !entry.allowed()).isEmpty()) {
            put(origin, false);
        }
    }

    private void put(String origin, boolean allowed) throws IOException {
        List<Entry> entries = new ArrayList<>(all());
        entries.removeIf(entry -> entry.origin().equals(origin));
        entries.add(new Entry(origin, allowed, Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        StringBuilder text = new StringBuilder(FORM).append('\n');
        entries.forEach(entry -> text.append(entry.line()).append('\n'));
        file.write(text.toString());
    }

    private Entry entry(String line) {
        String[] parts = line.split(" ", -1);
        try {
            boolean allowed = parts[0].equals(ALLOWED);
            if (parts.length == 3 && (allowed || parts[0].equals(SIGNED)) && Checkpoint.isOrigin(parts[2])) {
                return new Entry(parts[2], allowed, Instant.parse(parts[1]));
            }
        } catch (DateTimeException refused) {
            // said below
        }
        throw damaged("has a line that says nothing of an origin");
    }

    private StartException damaged(String how) {
        return new StartException(file.path() + " " + how + "; restore the file from the backup of the keys");
    }
}
