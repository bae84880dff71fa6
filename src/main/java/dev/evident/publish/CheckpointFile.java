package dev.evident.publish;

import dev.evident.config.StartException;
import dev.evident.files.OwnerFile;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The largest checkpoint that was signed for an origin, as it was served: what must never be contradicted. It stands in
 * {@code checkpoint}; that of an origin which was given up stays beside it, {@code checkpoint-} and the beginning of the
 * SHA-256 of the origin, and counts again when somebody goes back to it. Blocks.
 */
final class CheckpointFile {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointFile.class);

    private final Path data;
    private final String origin;
    private final OwnerFile file;
    private final SignedOrigins register;
    private boolean registered;

    CheckpointFile(Path data, String origin) {
        this.data = data;
        this.origin = origin;
        this.file = new OwnerFile(data.resolve("checkpoint"));
        this.register = new SignedOrigins(data);
    }

    /**
     * The checkpoint that was signed last for the origin.
     *
     * @throws StartException when the file cannot be read
     */
    Optional<SignedNote> open() {
        try {
            Optional<SignedNote> found = note(file);
            if (found.isPresent() && !origin(found.get()).equals(origin)) {
                file.moveTo(aside(origin(found.get())));
                found = Optional.empty();
            }
            Path aside = aside(origin);
            if (found.isEmpty() && Files.exists(aside)) {
                new OwnerFile(aside).moveTo(file.path());
                found = note(file);
            }
            found.ifPresent(signed -> register());
            return found;
        } catch (IOException failure) {
            throw new StartException(file.path() + " cannot be read or written: " + failure, failure);
        }
    }

    /** Keeps a checkpoint; it is on the disk when this returns, and so is in the register that its origin signs. */
    void write(SignedNote note) throws IOException {
        file.write(note.toString());
        if (!registered) {
            register.signs(origin);
            registered = true;
        }
    }

    /** For a register that was lost or is older; when that fails, the next checkpoint tries again. */
    private void register() {
        try {
            register.signs(origin);
            registered = true;
        } catch (IOException failure) {
            LOG.warn("It could not be kept in keys/signed that this log signs: {}", failure.toString());
        }
    }

    private Path aside(String other) {
        return FormerOrigins.checkpoint(data, other);
    }

    private static String origin(SignedNote note) {
        return Checkpoint.parse(note.text()).origin();
    }

    private static Optional<SignedNote> note(OwnerFile file) throws IOException {
        Optional<String> text = file.read();
        try {
            Optional<SignedNote> note = text.map(SignedNote::parse);
            note.ifPresent(CheckpointFile::origin);
            return note;
        } catch (MalformedException damaged) {
            throw new StartException(file.path() + " is not a checkpoint (" + damaged.getMessage()
                    + "); restore it from a backup or from a witness's copy");
        }
    }
}
