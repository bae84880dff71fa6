package dev.evident.recover;

import dev.evident.config.StartException;
import dev.evident.event.NewEvent;
import dev.evident.event.ServiceEvent;
import dev.evident.files.OwnerFile;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.TreeHead;
import dev.evident.publish.FormerOrigins;
import dev.evident.verify.EarlierSignatures;
import dev.evident.verify.SavedCheckpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Lets a log go on under another name, because more may have been signed under the old one than is left. The old name is
 * closed for ever in this data directory; its last checkpoint that the record holds stays beside it, so that old events can
 * be proven against it.
 *
 * @param name the new one
 * @param reason of the operator; it is written into the log
 */
public record NewOrigin(String name, String reason) {
    public NewOrigin {
        if (!Checkpoint.isOrigin(name)) {
            throw new StartException("\"" + name.replaceAll("\\p{Cntrl}", "?")
                    + "\" cannot be a log's name: 1 to 255 bytes, no spaces, no plus");
        }
        if (reason.isBlank()) {
            throw new StartException("--reason is required: it is written into the log");
        }
    }

    /**
     * Refuses a name that was used here before.
     *
     * @param old the name that the log has had until now
     */
    public void requireUnused(Path data, String old) throws IOException {
        if (name.equals(old)
                || Files.exists(FormerOrigins.checkpoint(data, name))
                || FormerOrigins.closed(data, name).isPresent()) {
            throw new StartException("the log " + name + " has signed checkpoints already; a new log needs a new name");
        }
    }

    /**
     * Closes the old name.
     *
     * @param old the name that the log has had until now
     * @param last its last checkpoint that is known
     * @param held its last checkpoint that the record holds; it is kept so that proofs can lead to it
     */
    public void close(Path data, String old, Optional<SavedCheckpoint> last, Optional<SavedCheckpoint> held)
            throws IOException {
        FormerOrigins.close(data, new FormerOrigins.Closed(old, name, last.map(SavedCheckpoint::note)));
        EarlierSignatures.in(data).allow(name);
        Path checkpoint = data.resolve("checkpoint"); // the next start moves it to where former ones are
        if (held.isPresent()) {
            new OwnerFile(checkpoint).write(held.get().note().toString());
        } else {
            Files.deleteIfExists(checkpoint);
        }
    }

    /**
     * The first event under the new name.
     *
     * @param last as in {@link #close}
     * @param heads what else is known of the log before, by a name for each
     */
    public NewEvent opened(String old, Optional<SavedCheckpoint> last, Map<String, TreeHead> heads, String replaced) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("origin", name);
        told.put("reason", reason);
        told.put("old_origin", old);
        last.ifPresent(saved -> told.put("old_checkpoint", saved.note().toString()));
        heads.forEach((what, head) -> {
            told.put(what + "_size", head.size());
            told.put(what + "_root", Base64.getEncoder().encodeToString(head.root()));
        });
        told.put("replaced", replaced);
        return ServiceEvent.of("log_opened", ServiceEvent.SERVICE, null, told);
    }
}
