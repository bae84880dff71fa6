package dev.evident.verify;

import dev.evident.event.Timestamps;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TreeHead;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody kept of the log: a checkpoint, a proof of an event in one, or the receipt of a write.
 *
 * @param file where it was read
 * @param note the signed checkpoint, where there is one
 * @param proof the proof, where there is one
 * @param receipt position, id and time of an event, where there are
 */
record Against(Path file, @Nullable SignedNote note, @Nullable EventProof proof, @Nullable Receipt receipt) {
    private static final long MAX_BYTES = 64L << 20;

    /** What a write responds with. */
    record Receipt(long seq, UUID id, long micros) {}

    /**
     * Reads a file.
     *
     * @throws CannotCheckException when it is none of the three
     */
    static Against read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new CannotCheckException(file + " is too large to be a checkpoint, proof or receipt.");
            }
            byte[] bytes = Files.readAllBytes(file);
            String text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
            if (text.startsWith(EventProof.TLOG)) {
                return of(file, EventProof.ofTlog(text));
            }
            if (text.stripLeading().startsWith("{")) {
                JsonObject json = new JsonObject(text);
                return json.containsKey("checkpoint")
                        ? of(file, EventProof.ofJson(json))
                        : new Against(file, null, null, receipt(json));
            }
            return new Against(file, SignedNote.parse(bytes), null, null);
        } catch (IOException failure) {
            throw new CannotCheckException(file + " cannot be read: " + failure);
        } catch (MalformedException | DecodeException | IllegalArgumentException | ClassCastException malformed) {
            throw new CannotCheckException(
                    file + " is neither a checkpoint nor a proof nor a receipt: " + malformed.getMessage());
        }
    }

    /** Size and root that the checkpoint says; empty for a receipt. */
    Optional<TreeHead> head() {
        return Optional.ofNullable(note)
                .map(signed -> Checkpoint.parse(signed.text()).head());
    }

    private static Against of(Path file, EventProof proof) {
        return new Against(file, SignedNote.parse(proof.checkpoint()), proof, null);
    }

    private static Receipt receipt(JsonObject json) {
        Long seq = json.getLong("seq");
        String id = json.getString("id");
        Long micros = Optional.ofNullable(json.getString("timestamp"))
                .flatMap(Timestamps::parse)
                .map(Timestamps::micros)
                .orElse(null);
        if (seq == null || id == null || micros == null) {
            throw new MalformedException("A receipt has seq, id and timestamp.");
        }
        return new Receipt(seq, UUID.fromString(id), micros);
    }
}
