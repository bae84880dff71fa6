package dev.evident.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.config.StartException;
import dev.evident.files.OwnerFile;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TreeHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Names that the log had before. The last checkpoint of each stands in {@code checkpoint-<hash>}, where the hash is the
 * beginning of the SHA-256 of the name. One that must never be signed for again, because its log may have gone further than
 * this record, has a file {@code closed-<hash>}:
 *
 * <pre>
 * evident.closed/v1
 * &lt;the origin&gt;
 * &lt;the origin under which its events go on&gt;
 *
 * &lt;the last checkpoint of it that is known, if there is one&gt;
 * </pre>
 *
 * <p>Blocks.
 */
public final class FormerOrigins {
    private static final String FORM = "evident.closed/v1";
    private static final String CHECKPOINT = "checkpoint-";
    private static final String CLOSED = "closed-";

    private FormerOrigins() {}

    /**
     * A name that is closed.
     *
     * @param successor the name under which its events go on
     * @param last its last checkpoint that is known
     */
    public record Closed(String origin, String successor, Optional<SignedNote> last) {
        private String text() {
            return FORM + '\n' + origin + '\n' + successor + "\n\n"
                    + last.map(SignedNote::toString).orElse("");
        }

        private static Closed parse(String text) {
            String[] lines = text.split("\n", 5);
            if (lines.length < 5 || !lines[0].equals(FORM) || !lines[3].isEmpty()) {
                throw new MalformedException("it does not begin with " + FORM);
            }
            return new Closed(
                    lines[1],
                    lines[2],
                    lines[4].isEmpty() ? Optional.empty() : Optional.of(SignedNote.parse(lines[4])));
        }
    }

    /** Where the last checkpoint of a former name stands. */
    public static Path checkpoint(Path data, String origin) {
        return data.resolve(CHECKPOINT + hash(origin));
    }

    /** Closes a name for ever; it is so on the disk when this returns. */
    public static void close(Path data, Closed closed) throws IOException {
        new OwnerFile(data.resolve(CLOSED + hash(closed.origin))).write(closed.text());
    }

    /** What is known of a closed name; empty when it is not closed. */
    public static Optional<Closed> closed(Path data, String origin) throws IOException {
        Path file = data.resolve(CLOSED + hash(origin));
        try {
            return new OwnerFile(file).read().map(Closed::parse);
        } catch (MalformedException damaged) {
            throw new StartException(file + " is damaged: " + damaged.getMessage());
        }
    }

    /** Whether a log was given up here, so that the record may hold less than was signed for its former names. */
    public static boolean isAnyClosed(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data)) {
            return files.map(file -> file.getFileName().toString())
                    .anyMatch(name -> name.startsWith(CLOSED) && !name.endsWith(".new"));
        }
    }

    /**
     * Refuses to sign for a name that is closed.
     *
     * @throws StartException with the name to set
     */
    public static void requireOpen(Path data, String origin) throws IOException {
        Optional<Closed> closed = closed(data, origin);
        if (closed.isPresent()) {
            throw new StartException("the log " + origin
                    + " was given up, because more may have been signed for it than"
                    + " this record holds; its events go on as " + closed.get().successor + ": set log.origin to that");
        }
    }

    /**
     * The last checkpoint of each former name: the one that this record went on from, else the last that is known.
     *
     * @throws StartException when a file is damaged
     */
    public static Map<String, SignedNote> checkpoints(Path data) throws IOException {
        Map<String, SignedNote> found = new LinkedHashMap<>();
        try (Stream<Path> files = Files.list(data)) {
            List<Path> sorted = files.sorted().toList(); // checkpoint- comes before closed-
            for (Path file : sorted) {
                String name = file.getFileName().toString();
                if (name.startsWith(CHECKPOINT) && !name.endsWith(".new")) {
                    put(found, file, SignedNote.parse(Files.readString(file, UTF_8)));
                } else if (name.startsWith(CLOSED) && !name.endsWith(".new")) {
                    Optional<SignedNote> last = Closed.parse(Files.readString(file, UTF_8)).last;
                    if (last.isPresent()) {
                        put(found, file, last.get());
                    }
                }
            }
            return found;
        } catch (MalformedException damaged) {
            throw new StartException("a file of a former name of the log in " + data + " is damaged ("
                    + damaged.getMessage() + "); restore it from a backup");
        }
    }

    private static void put(Map<String, SignedNote> found, Path file, SignedNote note) {
        String origin = Checkpoint.parse(note.text()).origin();
        if (!file.getFileName().toString().endsWith(hash(origin))) {
            throw new MalformedException("the name of " + file.getFileName() + " belongs to another log");
        }
        found.putIfAbsent(origin, note);
    }

    private static String hash(String origin) {
        return HexFormat.of().formatHex(TreeHash.sha256().digest(origin.getBytes(UTF_8)), 0, 8);
    }
}
