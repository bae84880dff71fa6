package dev.evident.verify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.config.StartException;
import dev.evident.log.HeadFile;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.SignedNote;
import dev.evident.publish.SignedOrigins;
import dev.evident.publish.SignedOrigins.Entry;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a data directory shows of checkpoints that were signed there. A missing file {@code checkpoint} does not mean
 * "never signed": who signs again without knowing what was signed before can contradict it, under the same key.
 *
 * <p>Three kinds of traces, each of which counts:
 *
 * <ul>
 *   <li>the register {@code keys/signed} ({@link SignedOrigins}): which origins have signed here. It is on the disk
 *       before a first checkpoint is shown, and is copied together with the keys.
 *   <li>what names an origin: {@code checkpoint}, {@code checkpoint-<hash>}, {@code log.origin} in {@code
 *       last-start.json}.
 *   <li>what only a service leaves that has signed: a head file with events, an index, a scrub state, what it cosigned as
 *       a witness, {@code replaced-<time>}. These name no origin; they count where there is no register.
 * </ul>
 *
 * <p>Keys are no trace: {@code evident key rotate} makes them before the first start.
 *
 * <p>For whoever puts a record in place without a checkpoint of its origin (another origin; a backup without one, on the
 * operator's word that nothing newer was published): {@link #of} says what speaks against it, {@link #allow} keeps that
 * the operator said so, and the next start goes on. Whoever has the checkpoint writes it to the file {@code checkpoint}
 * and needs neither. Reads the files at each call; changes nothing but in {@link #allow}. Blocks; for the holder of the
 * data directory's lock.
 */
public final class EarlierSignatures {
    private static final Map<String, String> LEFT_BY_A_SERVICE = Map.of(
            "index", "a search index",
            "scrub", "the state of the background check",
            "witness", "checkpoints that were cosigned for other logs");

    private final Path data;
    private final SignedOrigins origins;

    private EarlierSignatures(Path data) {
        this.data = data;
        this.origins = new SignedOrigins(data);
    }

    /** Those in a data directory, which need not exist. */
    public static EarlierSignatures in(Path data) {
        return new EarlierSignatures(data);
    }

    /**
     * What shows that an origin has signed here: phrases for a person, each begins with the name of a file. Empty when
     * nothing does. After {@link #allow} only the origin's own checkpoint counts, until it signs again.
     *
     * @throws StartException when a file cannot be read
     */
    public List<String> of(String origin) {
        try {
            List<String> traces = new ArrayList<>();
            checkpoints().stream().filter(found -> found.isOf(origin)).forEach(found -> traces.add(found.toString()));
            Optional<Entry> entry = origins.of(origin);
            if (entry.filter(Entry::allowed).isPresent()) {
                return traces;
            }
            entry.ifPresent(signed -> traces.add(phrase(signed)));
            Optional<String> last = lastOrigin();
            last.filter(origin::equals).ifPresent(name -> traces.add(lastStart(last)));
            if (origins.all().stream().allMatch(Entry::allowed)) {
                unnamed().stream().filter(trace -> !traces.contains(trace)).forEach(traces::add);
            }
            return traces;
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    /**
     * What shows that anything was signed here, under whatever origin; phrases as of {@link #of}. What was allowed and
     * has not signed is no trace.
     *
     * @throws StartException when a file cannot be read
     */
    public List<String> any() {
        try {
            List<String> traces = new ArrayList<>();
            origins.all().stream().filter(entry -> !entry.allowed()).forEach(entry -> traces.add(phrase(entry)));
            traces.addAll(unnamed());
            return traces;
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    /**
     * Keeps the operator's word that an origin may sign here without a checkpoint to go on from. It is on the disk when
     * this returns; the first signature of that origin ends it.
     */
    public void allow(String origin) throws IOException {
        origins.allow(origin);
    }

    /**
     * The origin that was {@linkplain #allow allowed} to sign here and has not done so yet.
     *
     * @throws StartException when the register cannot be read
     */
    Optional<String> allowed() {
        try {
            return origins.all().stream()
                    .filter(Entry::allowed)
                    .map(Entry::origin)
                    .findFirst();
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    /** Whether there is a checkpoint of an origin that can be read: the current one, or one that was given up. */
    boolean hasCheckpoint(String origin) {
        try {
            return checkpoints().stream().anyMatch(found -> found.origin().equals(Optional.of(origin)));
        } catch (IOException failure) {
            throw unreadable(failure);
        }
    }

    /** A file of a checkpoint; without origin when it is none. */
    private record Found(String file, Optional<String> origin, long events) {
        boolean isOf(String name) {
            return origin.map(name::equals).orElse(file.equals("checkpoint"));
        }

        @Override
        public String toString() {
            return file
                    + origin.map(name -> " (" + events + " events of " + name + ")")
                            .orElse(" (no checkpoint any more)");
        }
    }

    private List<Found> checkpoints() throws IOException {
        List<Found> checkpoints = new ArrayList<>();
        for (Path file : files()) {
            String name = String.valueOf(file.getFileName());
            if (name.equals("checkpoint") || (name.startsWith("checkpoint-") && !name.endsWith(".new"))) {
                checkpoints.add(found(name, file));
            }
        }
        return checkpoints;
    }

    private static Found found(String name, Path file) throws IOException {
        try {
            Checkpoint checkpoint =
                    Checkpoint.parse(SignedNote.parse(Files.readAllBytes(file)).text());
            return new Found(
                    name, Optional.of(checkpoint.origin()), checkpoint.head().size());
        } catch (MalformedException damaged) {
            return new Found(name, Optional.empty(), 0);
        }
    }

    private List<String> unnamed() throws IOException {
        List<String> traces = new ArrayList<>();
        checkpoints().forEach(found -> traces.add(found.toString()));
        for (Path file : files()) {
            String name = String.valueOf(file.getFileName());
            if (name.startsWith("replaced-")) {
                traces.add(name + " (an earlier record)");
            } else if (name.equals("last-start.json")) {
                traces.add(lastStart(lastOrigin()));
            } else if (name.equals("head")) {
                head(file).ifPresent(traces::add);
            } else if (LEFT_BY_A_SERVICE.containsKey(name) && !isEmpty(file)) {
                traces.add(name + " (" + LEFT_BY_A_SERVICE.get(name) + ")");
            }
        }
        return traces;
    }

    private static Optional<String> head(Path file) throws IOException {
        try {
            return HeadFile.read(file)
                    .filter(head -> head.size() > 0)
                    .map(head -> "head (" + head.size() + " events were acknowledged)");
        } catch (StartException damaged) {
            return Optional.of("head (it cannot be read)");
        }
    }

    /** The name that the last start had; empty when that is not known. */
    private Optional<String> lastOrigin() throws IOException {
        Path file = data.resolve("last-start.json");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonObject settings = new JsonObject(new String(Files.readAllBytes(file), UTF_8)).getJsonObject("settings");
            return settings == null ? Optional.empty() : Optional.ofNullable(settings.getString("log.origin"));
        } catch (DecodeException | ClassCastException notOurs) {
            return Optional.empty();
        }
    }

    private static String lastStart(Optional<String> origin) {
        return "last-start.json (a start" + origin.map(name -> " as " + name).orElse("") + ")";
    }

    private static String phrase(Entry signed) {
        return "keys/signed (" + signed.origin() + " signs since " + signed.since() + ")";
    }

    private List<Path> files() throws IOException {
        if (!Files.isDirectory(data)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(data)) {
            return files.sorted().toList();
        }
    }

    private static boolean isEmpty(Path file) throws IOException {
        if (!Files.isDirectory(file)) {
            return Files.size(file) == 0;
        }
        try (Stream<Path> files = Files.list(file)) {
            return files.findAny().isEmpty();
        }
    }

    private StartException unreadable(IOException failure) {
        return new StartException("it cannot be told whether anything was signed in " + data + ": " + failure, failure);
    }
}
