package dev.evident.publish;

import dev.evident.config.WitnessAt;
import dev.evident.merkle.AddCheckpoint;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.NoteSignature;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.SignedNote;
import dev.evident.merkle.VerifierKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits checkpoints to one witness, one at a time, always the newest. What fails is tried again, later each time up to
 * a minute. A witness that knows a tree which this log does not contain raises an alarm, which only a cosignature of that
 * witness ends. For the log's context.
 */
final class WitnessClient {
    private static final Logger LOG = LoggerFactory.getLogger(WitnessClient.class);
    private static final long FIRST_RETRY_MS = 500;
    private static final long LAST_RETRY_MS = 60_000;
    /** A witness that corrects us more often than that within one submission is retried later. */
    private static final int MAX_CORRECTIONS = 3;

    private final Vertx vertx;
    private final WitnessCall call;
    private final VerifierKey key;
    private final TreeReader tree;
    private final BiConsumer<WitnessClient, Report> report;

    private @Nullable SignedNote newest;
    private long known;
    private String cosigned = "";
    private String done = "";
    private boolean confirmed;
    private boolean busy;
    private boolean closed;
    private long retry = FIRST_RETRY_MS;
    private @Nullable String alarm;
    private @Nullable String trouble;

    /**
     * What came of a submission.
     *
     * @param text of the checkpoint
     * @param cosignatures of the witness, verified
     * @param contradiction what is wrong, when the witness has just begun to contradict
     */
    record Report(String text, List<NoteSignature> cosignatures, Optional<String> contradiction) {}

    WitnessClient(
            Vertx vertx, HttpClient http, WitnessAt at, TreeReader tree, BiConsumer<WitnessClient, Report> report) {
        this.vertx = vertx;
        this.call = new WitnessCall(http, at.url());
        this.key = at.key();
        this.tree = tree;
        this.report = report;
    }

    String name() {
        return key.name();
    }

    /** What the witness says against this log, if it does. */
    Optional<String> alarm() {
        return Optional.ofNullable(alarm);
    }

    /** Whether it has agreed since the start with what this log had signed. */
    boolean hasConfirmed() {
        return confirmed;
    }

    /** Why it has not cosigned, when that is no alarm. */
    Optional<String> trouble() {
        return Optional.ofNullable(trouble);
    }

    boolean hasCosigned(String text) {
        return cosigned.equals(text);
    }

    /** A new checkpoint; submitted as soon as the one before it is through. */
    void submit(SignedNote note) {
        newest = note;
        next();
    }

    void close() {
        closed = true;
    }

    private void next() {
        SignedNote note = newest;
        if (busy || closed || note == null || done.equals(note.text())) {
            return;
        }
        busy = true;
        attempt(note, MAX_CORRECTIONS).onComplete(done -> {
            if (done.succeeded()) {
                retry = FIRST_RETRY_MS;
                busy = false;
                next();
            } else {
                failed(done.cause());
            }
        });
    }

    private void failed(Throwable failure) {
        String said = "Witness " + name() + ": " + failure.getMessage();
        if (!said.equals(trouble)) {
            LOG.warn("{}", said);
        }
        trouble = said;
        long pause = retry / 2 + ThreadLocalRandom.current().nextLong(retry / 2 + 1);
        retry = Math.min(2 * retry, LAST_RETRY_MS);
        vertx.setTimer(pause, timer -> {
            busy = false;
            next();
        });
    }

    private Future<Void> attempt(SignedNote note, int corrections) {
        long size = Checkpoint.parse(note.text()).head().size();
        long old = Math.min(known, size);
        return tree.hashes(Proofs.consistency(old, size))
                .compose(path -> call.post(new AddCheckpoint(old, path, note)))
                .compose(reply -> switch (reply.status()) {
                    case 200 -> accepted(note, size, reply.body());
                    case 409 -> conflict(note, old, size, reply.knownSize(), corrections);
                    case 422 ->
                        size == 0
                                ? nothingToContradict(note)
                                : contradicted(
                                        note,
                                        "its tree of " + old + " leaves is not the beginning of this log's " + size);
                    default ->
                        size == 0 && reply.status() >= 400 && reply.status() < 500
                                ? nothingToContradict(note)
                                : Future.failedFuture("it responds " + reply.status() + ".");
                });
    }

    private Future<Void> accepted(SignedNote note, long size, String lines) {
        List<NoteSignature> own;
        try {
            own = SignedNote.lines(lines).stream().filter(key::isNamedBy).toList();
            if (new SignedNote(note.text(), own).verified(List.of(key)).isEmpty()) {
                return Future.failedFuture("its response has no cosignature of its key.");
            }
        } catch (MalformedException refused) {
            return Future.failedFuture("its cosignature is not valid.");
        }
        if (alarm != null) {
            LOG.warn("Witness {} does not contradict any more", name());
        }
        alarm = null;
        trouble = null;
        confirmed = true;
        known = size;
        cosigned = note.text();
        done = note.text();
        report.accept(this, new Report(note.text(), own.subList(0, 1), Optional.empty()));
        return Future.succeededFuture();
    }

    /** Some witnesses take no empty tree; none that knows more of this log responds so. */
    private Future<Void> nothingToContradict(SignedNote note) {
        confirmed = true;
        done = note.text();
        report.accept(this, new Report(note.text(), List.of(), Optional.empty()));
        return Future.succeededFuture();
    }

    private Future<Void> conflict(SignedNote note, long old, long size, long knows, int corrections) {
        if (knows > size && knows <= newestSize()) { // somebody else has submitted our next one
            known = knows;
            return Future.succeededFuture();
        }
        if (knows > size) {
            return contradicted(note, "it knows a tree of " + knows + " leaves, and this log has " + size);
        }
        if (knows == old) {
            return contradicted(note, "it knows another tree of " + knows + " leaves");
        }
        if (knows < 0 || corrections == 0) {
            return Future.failedFuture("it responds 409 without a size that helps.");
        }
        known = knows;
        return attempt(note, corrections - 1);
    }

    private long newestSize() {
        return newest == null ? 0 : Checkpoint.parse(newest.text()).head().size();
    }

    private Future<Void> contradicted(SignedNote note, String how) {
        String detail = "Witness " + name() + " contradicts this log: " + how + ".";
        boolean begins = alarm == null;
        alarm = detail;
        report.accept(this, new Report(note.text(), List.of(), begins ? Optional.of(detail) : Optional.empty()));
        return Future.failedFuture(how + ".");
    }
}
