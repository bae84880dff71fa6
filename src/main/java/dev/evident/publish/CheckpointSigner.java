package dev.evident.publish;

import dev.evident.bus.LogMessages.Signed;
import dev.evident.config.StartException;
import dev.evident.event.StoredEvent;
import dev.evident.log.Feed;
import dev.evident.log.Follower;
import dev.evident.log.Subscription;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.NoteSignature;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.TreeHead;
import dev.evident.merkle.VerifierKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the committed tree, at most once a second and only when it grew. Before a checkpoint is shown it is proven to
 * contain the one before it, and is on the disk: no two checkpoints of this log can contradict each other, whatever
 * happens to the store. For the context of one worker verticle; files are written on it.
 */
final class CheckpointSigner implements Follower {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointSigner.class);
    private static final long PERIOD_MS = 1_000;

    /** Events that have waited longer for a checkpoint are worth a look. */
    private static final long LATE_MS = 10_000;

    private final Vertx vertx;
    private final Feed feed;
    private final String origin;
    private final KeyRing keys;
    private final CheckpointFile file;
    private final TreeReader tree;
    private final LogMeters meters;
    private final Consumer<Signed> published;
    private final Supplier<Optional<String>> hold;
    private final Waiters waiters = new Waiters();

    private SignedNote note = new SignedNote("", List.of());
    private TreeHead signed = TreeHead.empty();
    private TreeHead committed = TreeHead.empty();
    private Future<Void> underWay = Future.succeededFuture();
    private boolean opened;
    private boolean due;
    private boolean waiting;
    private long signedAt;
    private String trouble = "";

    /** Since when something is committed that no checkpoint covers, by {@link System#nanoTime}. */
    private long unsignedSince;

    private @Nullable String refusal;
    private @Nullable Subscription subscription;

    /**
     * @param published told of each new checkpoint, once it may be shown
     * @param hold why nothing new may be signed now, if that is so; {@link #resume} when it has become empty
     */
    CheckpointSigner(
            Vertx vertx,
            Feed feed,
            String origin,
            KeyRing keys,
            CheckpointFile file,
            TreeReader tree,
            LogMeters meters,
            Consumer<Signed> published,
            Supplier<Optional<String>> hold) {
        this.vertx = vertx;
        this.feed = feed;
        this.origin = origin;
        this.keys = keys;
        this.file = file;
        this.tree = tree;
        this.meters = meters;
        this.published = published;
        this.hold = hold;
    }

    /**
     * Takes up where the last checkpoint left off, and signs what is not signed yet. Fails with a {@link StartException}
     * when the store does not hold what was signed.
     *
     * @param rotated told of the key that signed before, when that is not the current one; the new one signs afterwards
     */
    Future<Void> open(Function<VerifierKey, Future<Void>> rotated) {
        return feed.current()
                .compose(end -> {
                    subscription = feed.follow(end.size(), this);
                    return takeUp(end.tree(), rotated);
                })
                .recover(failure -> note.signatures().isEmpty() || !(failure instanceof IOException)
                        ? Future.failedFuture(failure)
                        : Future.succeededFuture()) // the checkpoint before is there; the next is tried again
                .map(done -> {
                    opened = true;
                    schedule();
                    return null;
                });
    }

    private Future<Void> takeUp(TreeHead head, Function<VerifierKey, Future<Void>> rotated) {
        committed = head;
        unsignedSince = System.nanoTime();
        Optional<SignedNote> before = file.open();
        if (before.isEmpty()) {
            return sign();
        }
        SignedNote last = before.get();
        TreeHead old = Checkpoint.parse(last.text()).head();
        Set<VerifierKey> signers = signers(last);
        if (old.size() > head.size()) {
            return refuse(old, "has only " + head.size());
        }
        return tree.head(old.size()).compose(then -> {
            if (!then.equals(old)) {
                return refuse(old, "had then " + then);
            }
            note = last;
            signed = old;
            if (signers.contains(keys.current().verifier())) {
                return signNow();
            }
            due = true; // the same tree, by the new key
            return rotated.apply(signers.iterator().next()).compose(told -> signNow());
        });
    }

    private Future<Void> signNow() {
        return isDue() ? sign() : Future.succeededFuture();
    }

    private boolean isDue() {
        return (due || committed.size() > signed.size())
                && refusal == null
                && hold.get().isEmpty();
    }

    /** Signs again what could not be signed while it was held. */
    void resume() {
        schedule();
    }

    @Override
    public String name() {
        return "signer";
    }

    /** Takes no part of the events: the tree grew. */
    @Override
    public Future<Void> accept(List<StoredEvent> events) {
        return feed.current().map(end -> {
            grown(end.tree());
            return null;
        });
    }

    private void grown(TreeHead head) {
        if (head.size() > committed.size()) {
            if (committed.size() == signed.size()) {
                unsignedSince = System.nanoTime();
            }
            committed = head;
        }
        behind();
        schedule();
    }

    /** The newest checkpoint that covers this many leaves; waits for it a few seconds at most. */
    Future<Signed> covering(long size) {
        return size <= signed.size() ? Future.succeededFuture(latest()) : waiters.await(size, hold);
    }

    /** The newest checkpoint. */
    Signed latest() {
        return new Signed(signed, note.toString());
    }

    /** The newest checkpoint, to be submitted to witnesses. */
    SignedNote note() {
        return note;
    }

    /** Shows cosignatures with the checkpoint that they are of, while that is the newest. */
    void cosigned(String text, List<NoteSignature> cosignatures) {
        if (!note.text().equals(text)) {
            return;
        }
        note = note.with(cosignatures);
        try {
            file.write(note);
        } catch (IOException failure) {
            LOG.warn("The cosignatures of the checkpoint could not be kept: {}", failure.toString());
        }
    }

    private void behind() {
        meters.behind(committed.size() - signed.size(), unsignedSince);
    }

    /** What is not signed, how long it has not been and why, when that is not as it should be. */
    Optional<String> lateness() {
        long unsigned = committed.size() - signed.size();
        long late = unsigned == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - unsignedSince);
        if (trouble.isEmpty() && late < LATE_MS) {
            return Optional.empty();
        }
        return Optional.of(unsigned + " events have no checkpoint, the oldest of them for " + late / 1_000
                + " seconds. " + (trouble.isEmpty() ? "" : "The last attempt to sign failed: " + trouble));
    }

    /** Why nothing is signed any more, if that is so. */
    Optional<String> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Signs what has been committed and is not signed yet. */
    Future<Void> close() {
        if (subscription != null) {
            subscription.close();
        }
        return accept(List.of()).eventually(() -> underWay).eventually(this::signNow);
    }

    private void schedule() {
        if (!opened || !underWay.isComplete() || waiting || !isDue()) {
            return;
        }
        long left = PERIOD_MS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - signedAt);
        if (left <= 0) {
            sign();
        } else {
            waiting = true;
            vertx.setTimer(left, timer -> {
                waiting = false;
                schedule();
            });
        }
    }

    private Future<Void> sign() {
        long started = System.nanoTime();
        TreeHead head = committed;
        TreeHead older = signed;
        signedAt = started;
        underWay = tree.hashes(Proofs.consistency(older.size(), head.size()))
                .compose(path -> sign(older, head, path, started))
                .onSuccess(done -> untroubled())
                .onFailure(failure -> troubled(head, failure.toString()));
        underWay.onComplete(done -> schedule());
        return underWay;
    }

    private Future<Void> sign(TreeHead older, TreeHead head, List<byte[]> path, long started) {
        if (older.size() > 0 && !Proofs.consistent(older, head, path)) {
            refusal = "The record no longer contains the checkpoint that was signed of " + older
                    + "; nothing is signed any more.";
            return Future.failedFuture(refusal);
        }
        if (!note.text().isEmpty() && hold.get().isPresent()) {
            return Future.succeededFuture(); // since the hashes were requested
        }
        Instant now = Instant.now();
        SignedNote next = SignedNote.sign(new Checkpoint(origin, head).text(), keys.signing(now), now.getEpochSecond());
        try {
            file.write(next);
        } catch (IOException failure) {
            return Future.failedFuture(failure);
        }
        note = next;
        signed = head;
        due = false;
        meters.signed(head.size(), System.nanoTime() - started);
        unsignedSince = started; // what was committed later than this began
        behind();
        waiters.release(latest());
        published.accept(latest());
        return Future.succeededFuture();
    }

    private void untroubled() {
        if (!trouble.isEmpty()) {
            LOG.info("Checkpoints are signed again");
        }
        trouble = "";
    }

    /** Said when it begins or is another one: it is tried again every second. */
    private void troubled(TreeHead head, String failure) {
        meters.failed();
        if (!failure.equals(trouble)) {
            LOG.error("The checkpoint of {} leaves was not signed and is tried again: {}", head.size(), failure);
        }
        trouble = failure;
    }

    private Set<VerifierKey> signers(SignedNote last) {
        try {
            Set<VerifierKey> signers = last.verified(keys.verifiers());
            if (!signers.isEmpty()) {
                return signers;
            }
        } catch (MalformedException refused) {
            // said below
        }
        throw new StartException(
                "the last checkpoint of " + origin + " was signed by none of the keys in data.dir/keys: "
                        + "restore keys/log.keys from its backup, or give the log another name (log.origin)");
    }

    private <T> Future<T> refuse(TreeHead old, String record) {
        return Future.failedFuture(new StartException("a checkpoint of " + origin + " was signed for " + old
                + ", but the record " + record
                + ": it was put back to an earlier state or changed. Restore a newer copy of the record, or begin a"
                + " new log under another log.origin. See docs/verification.md"));
    }
}
