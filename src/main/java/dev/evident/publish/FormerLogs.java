package dev.evident.publish;

import dev.evident.bus.LogMessages.Inclusion;
import dev.evident.bus.LogMessages.Signed;
import dev.evident.bus.LogMessages.VerifierKeys;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is shown of the names that the log had before: the last checkpoint of each, its keys, and proofs that lead to that
 * checkpoint, as long as the record holds the tree that it is of. Read at the start. For the log's context.
 */
final class FormerLogs {
    private final Map<String, Former> byOrigin;
    private final TreeReader tree;

    /**
     * A former name.
     *
     * @param held whether the record begins with the tree that was signed
     */
    private record Former(Signed signed, boolean held, List<VerifierKey> keys) {}

    private FormerLogs(Map<String, Former> byOrigin, TreeReader tree) {
        this.byOrigin = byOrigin;
        this.tree = tree;
    }

    /** Reads what there is; fails with a {@code StartException} when a file is damaged. */
    static Future<FormerLogs> open(Path data, TreeReader tree, TreeHead head) {
        KeyFile keys = KeyFile.ofLog(data);
        Map<String, Former> former = new LinkedHashMap<>();
        List<Future<?>> all = new ArrayList<>();
        try {
            for (Map.Entry<String, SignedNote> one :
                    FormerOrigins.checkpoints(data).entrySet()) {
                TreeHead signed = Checkpoint.parse(one.getValue().text()).head();
                all.add(isHeld(tree, signed, head)
                        .onSuccess(held -> former.put(
                                one.getKey(),
                                new Former(
                                        new Signed(signed, one.getValue().toString()),
                                        held,
                                        keys.list(one.getKey())))));
            }
        } catch (IOException failure) {
            return Future.failedFuture(failure);
        }
        return Future.join(all).map(read -> new FormerLogs(former, tree));
    }

    private static Future<Boolean> isHeld(TreeReader tree, TreeHead signed, TreeHead head) {
        return signed.size() > head.size()
                ? Future.succeededFuture(false)
                : tree.head(signed.size()).map(signed::equals);
    }

    Future<Signed> checkpoint(String origin) {
        return former(origin).map(Former::signed);
    }

    Future<VerifierKeys> keys(String origin) {
        return former(origin).map(found -> new VerifierKeys(found.keys));
    }

    Future<Inclusion> proof(String origin, long seq) {
        return former(origin).compose(found -> {
            if (!found.held) {
                return notFound("This record does not hold all that the last checkpoint of " + origin
                        + " is of, so nothing can be proven against it.");
            }
            long size = found.signed.head().size();
            return seq >= size
                    ? notFound("The last checkpoint of " + origin + " covers " + size + " events, and not this one.")
                    : tree.hashes(Proofs.inclusion(seq, size)).map(path -> new Inclusion(path, found.signed));
        });
    }

    private Future<Former> former(String origin) {
        Former found = byOrigin.get(origin);
        return found == null
                ? notFound(
                        byOrigin.isEmpty()
                                ? "This log has had no other name than the one it has."
                                : "This log has not had that name; its former ones are "
                                        + String.join(", ", byOrigin.keySet()) + ".")
                : Future.succeededFuture(found);
    }

    private static <T> Future<T> notFound(String detail) {
        return Future.failedFuture(Problem.of(Kind.NOT_FOUND, detail).exception());
    }
}
