package dev.evident.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.config.StartException;
import dev.evident.files.OwnerFile;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TreeHash;
import dev.evident.merkle.TreeHead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The newest checkpoint of one log that was cosigned: a file in {@code witness/}, named after the SHA-256 of the origin.
 * Blocks; for one thread at a time.
 */
final class WitnessState {
    private final OwnerFile file;
    private TreeHead head;

    private WitnessState(OwnerFile file, TreeHead head) {
        this.file = file;
        this.head = head;
    }

    /** What was cosigned before; the empty tree when nothing was. */
    static WitnessState open(Path data, String origin) {
        byte[] hash = TreeHash.sha256().digest(origin.getBytes(UTF_8));
        OwnerFile file =
                new OwnerFile(data.resolve("witness").resolve(HexFormat.of().formatHex(hash, 0, 16)));
        try {
            Optional<Checkpoint> kept = file.read().map(SignedNote::parse).map(note -> Checkpoint.parse(note.text()));
            if (kept.isPresent() && !kept.get().origin().equals(origin)) {
                throw new StartException(file.path() + " belongs to another log than " + origin);
            }
            return new WitnessState(file, kept.map(Checkpoint::head).orElseGet(TreeHead::empty));
        } catch (IOException | MalformedException unreadable) {
            throw new StartException(
                    file.path() + " cannot be read (" + unreadable.getMessage()
                            + "): restore it, for a witness that forgets" + " could cosign another tree",
                    unreadable);
        }
    }

    TreeHead head() {
        return head;
    }

    /** Keeps a checkpoint; it is on the disk when this returns. */
    void advance(SignedNote note) throws IOException {
        TreeHead next = Checkpoint.parse(note.text()).head();
        if (next.size() > head.size()) {
            file.write(note.toString());
            head = next;
        }
    }
}
