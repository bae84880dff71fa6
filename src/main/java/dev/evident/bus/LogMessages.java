package dev.evident.bus;

import dev.evident.merkle.TilePath;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the log verticle and the witness verticle serve. */
public final class LogMessages {

    /**
     * The newest checkpoint that covers this many events. One that does not exist yet is waited for, a few seconds at most;
     * then it fails with the problem {@code unavailable}.
     */
    public static final Address<Long, Signed> CHECKPOINT = new Address<>("log.checkpoint");

    /** The inclusion proof of the event at a position, in the newest checkpoint; waits as {@link #CHECKPOINT} does. */
    public static final Address<Long, Inclusion> PROOF = new Address<>("log.proof");

    /** The last checkpoint of a name that the log had before, or the newest of its own name; {@code not-found} for others. */
    public static final Address<String, Signed> CHECKPOINT_OF = new Address<>("log.checkpoint_of");

    /** As {@link #PROOF}, in the last checkpoint of a name that the log had before, or the newest of its own. */
    public static final Address<EventOf, Inclusion> PROOF_OF = new Address<>("log.proof_of");

    /** The keys of a name that the log had before, or of its own; {@code not-found} for others. */
    public static final Address<String, VerifierKeys> KEYS_OF = new Address<>("log.keys_of");

    /** A tile or bundle of entries as it is served; empty when the newest checkpoint does not cover it. */
    public static final Address<TilePath, Optional<byte[]>> TILE = new Address<>("log.tile");

    /** The proof that one tree of the log begins with another. */
    public static final Address<Sizes, Consistency> CONSISTENCY = new Address<>("log.consistency");

    /** The keys that verify checkpoints, the current one first. */
    public static final Address<KeysRequest, VerifierKeys> KEYS = new Address<>("log.keys");

    /** Whether checkpoints are signed and no witness contradicts. */
    public static final Address<Check.Request, Check> CHECK = new Address<>("log.check");

    /** Whether senders may write, as far as the log is concerned. */
    public static final Address<WritesRequest, Writes> WRITES = new Address<>("log.writes");

    /** Told whenever that changes. */
    public static final Topic<Writes> WRITES_CHANGED = new Topic<>("log.writes_changed");

    /** Submits a checkpoint of another log, as C2SP tlog-witness has it, to be cosigned. */
    public static final Address<byte[], Cosigned> ADD_CHECKPOINT = new Address<>("witness.add_checkpoint");

    private LogMessages() {}

    /**
     * A checkpoint.
     *
     * @param head the tree that it is of
     * @param note as it is served, with all signatures and cosignatures
     */
    public record Signed(TreeHead head, String note) {}

    /**
     * Where an event stands.
     *
     * @param path its inclusion proof, from the leaf's sibling up
     * @param signed the checkpoint that the proof leads to
     */
    public record Inclusion(List<byte[]> path, Signed signed) {
        public Inclusion {
            path = List.copyOf(path);
        }
    }

    /** The event at a position, in the tree of a name of the log. */
    public record EventOf(long seq, String origin) {}

    /**
     * Which two trees are meant.
     *
     * @param newer empty for the newest checkpoint's
     */
    public record Sizes(long older, OptionalLong newer) {}

    /** That the tree of the first size is the beginning of that of the second. */
    public record Consistency(long older, long newer, List<byte[]> path) {
        public Consistency {
            path = List.copyOf(path);
        }
    }

    /** Asks for the keys. */
    public record KeysRequest() {}

    /** Asks whether senders may write. */
    public record WritesRequest() {}

    /**
     * Whether senders may write.
     *
     * @param refused why not, one sentence for a sender; empty when they may
     */
    public record Writes(Optional<String> refused) {}

    /** The current one first; those before it go on verifying what they signed. */
    public record VerifierKeys(List<VerifierKey> list) {
        public VerifierKeys {
            list = List.copyOf(list);
        }
    }

    /**
     * What a witness responds.
     *
     * @param known the size that it knows when that is not what the submission starts from; the lines are empty then
     * @param lines its signature lines
     */
    public record Cosigned(OptionalLong known, String lines) {}
}
