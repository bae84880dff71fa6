package dev.evident.verify;

import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.SignedNote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The checkpoint that a service signed last, as it lies in its data directory. Nobody has checked its signature.
 *
 * @param note as it was served
 * @param checkpoint what it says
 */
public record SavedCheckpoint(SignedNote note, Checkpoint checkpoint) {

    /**
     * Reads it; empty when nothing has been signed there.
     *
     * @throws MalformedException when the file is something else
     */
    public static Optional<SavedCheckpoint> read(Path data) throws IOException {
        Path file = data.resolve("checkpoint");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        SignedNote note = SignedNote.parse(Files.readAllBytes(file));
        return Optional.of(new SavedCheckpoint(note, Checkpoint.parse(note.text())));
    }
}
