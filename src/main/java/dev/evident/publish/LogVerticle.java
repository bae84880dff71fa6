package dev.evident.publish;

import dev.evident.bus.Bus;
import dev.evident.bus.Check;
import dev.evident.bus.LogMessages;
import dev.evident.bus.LogMessages.Consistency;
import dev.evident.bus.LogMessages.Inclusion;
import dev.evident.bus.LogMessages.Sizes;
import dev.evident.bus.LogMessages.VerifierKeys;
import dev.evident.bus.LogMessages.Writes;
import dev.evident.config.Configuration;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.log.Feed;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.TilePath;
import dev.evident.merkle.VerifierKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows the log: signs its checkpoints, serves proofs and tiles, asks witnesses. One instance, deployed after the store;
 * a worker verticle, since it writes small files and computes hashes. Stopping signs what has been committed.
 */
public final class LogVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(LogVerticle.class);

    private final Configuration.Log settings;
    private final Path data;
    private final Bus bus;
    private final Feed feed;
    private final LogMeters meters;
    private final TreeReader tree;
    private final Entries entries;
    private @Nullable CheckpointSigner signer;
    private @Nullable WitnessClients witnesses;
    private boolean serving;
    private @Nullable Writes told;

    /**
     * For one log.
     *
     * @param data the directory of keys and checkpoint
     * @param feed what it hears from that the log grew
     */
    public LogVerticle(Configuration.Log settings, Path data, Bus bus, Feed feed, MeterRegistry registry) {
        this.settings = settings;
        this.data = data;
        this.bus = bus;
        this.feed = feed;
        this.meters = new LogMeters(registry);
        this.tree = new TreeReader(bus);
        this.entries = new Entries(bus);
    }

    /** Fails with a {@code StartException} when keys or checkpoint are unusable, or the store contradicts the checkpoint. */
    @Override
    public Future<?> start() throws IOException {
        FormerOrigins.requireOpen(data, settings.origin());
        KeyRing keys = KeyFile.ofLog(data).open(settings.origin());
        CheckpointSigner signs = new CheckpointSigner(
                vertx,
                feed,
                settings.origin(),
                keys,
                new CheckpointFile(data, settings.origin()),
                tree,
                meters,
                signed -> submit(),
                () -> witnesses().hold());
        WitnessClients asks = new WitnessClients(
                vertx,
                bus,
                settings.witnesses(),
                settings.witnessRequired(),
                signs,
                tree,
                meters,
                this::witnessesChanged);
        signer = signs;
        witnesses = asks;
        return signs.open(before -> rotated(before, keys.current().verifier()))
                .compose(opened -> feed.current())
                .compose(end -> FormerLogs.open(data, tree, end.tree()))
                .map(former -> {
                    serve(keys);
                    serve(keys, former);
                    return null;
                });
    }

    /** By the name in the request: the log's own, or one that it had before. */
    private void serve(KeyRing keys, FormerLogs former) {
        String own = settings.origin();
        bus.serve(
                LogMessages.CHECKPOINT_OF,
                origin -> origin.equals(own) ? signer().covering(0) : former.checkpoint(origin));
        bus.serve(
                LogMessages.KEYS_OF,
                origin -> origin.equals(own)
                        ? Future.succeededFuture(new VerifierKeys(keys.verifiers()))
                        : former.keys(origin));
        bus.serve(
                LogMessages.PROOF_OF,
                guarded(event ->
                        event.origin().equals(own) ? proof(event.seq()) : former.proof(event.origin(), event.seq())));
    }

    @Override
    public Future<?> stop() {
        Future<Void> signed = signer == null ? Future.succeededFuture() : signer.close();
        return signed.eventually(() -> witnesses == null ? Future.succeededFuture() : witnesses.close());
    }

    private void serve(KeyRing keys) {
        meters.opened(signer().latest().head().size());
        bus.serve(LogMessages.CHECKPOINT, guarded(signer()::covering));
        bus.serve(LogMessages.PROOF, guarded(this::proof));
        bus.serve(LogMessages.TILE, guarded(this::tile));
        bus.serve(LogMessages.CONSISTENCY, guarded(this::consistency));
        bus.serve(LogMessages.KEYS, request -> Future.succeededFuture(new VerifierKeys(keys.verifiers())));
        bus.serve(LogMessages.CHECK, request -> Future.succeededFuture(check()));
        bus.serve(LogMessages.WRITES, request -> Future.succeededFuture(writes()));
        serving = true;
        witnesses().confirm();
    }

    private void submit() {
        if (serving) { // what is signed before is submitted then
            witnesses().submit();
        }
    }

    private void witnessesChanged() {
        signer().resume();
        Writes now = writes();
        if (!now.equals(told)) {
            told = now;
            bus.publish(LogMessages.WRITES_CHANGED, now);
        }
    }

    private Writes writes() {
        return new Writes(witnesses().writesRefused());
    }

    /** Told before the new key signs: if the process ends in between, it is told again. */
    private Future<Void> rotated(VerifierKey before, VerifierKey now) {
        LOG.info("The log signs with a new key from now on: {}", now);
        return new ServiceEvents(bus)
                .append("key_rotated", Map.of("from", before.toString(), "to", now.toString()))
                .mapEmpty();
    }

    private Future<Inclusion> proof(long seq) {
        return signer().covering(seq + 1).compose(signed -> tree.hashes(
                        Proofs.inclusion(seq, signed.head().size()))
                .map(path -> new Inclusion(path, signed)));
    }

    private Future<Optional<byte[]>> tile(TilePath path) {
        if (!path.isWithin(signer().latest().head().size())) {
            return Future.succeededFuture(Optional.empty());
        }
        Future<byte[]> bytes = path.entries()
                ? entries.bundle(path.first(), path.width())
                : tree.run(path.level(), path.first(), path.width());
        return bytes.map(Optional::of);
    }

    private Future<Consistency> consistency(Sizes sizes) {
        long newest = signer().latest().head().size();
        long newer = sizes.newer().orElse(newest);
        if (newer > newest || sizes.older() > newer) {
            return Future.failedFuture(Problem.of(
                            Kind.INVALID_PARAMETER,
                            "The sizes must not fall, and the newest checkpoint covers " + newest + " events.")
                    .with("field", sizes.older() > newer ? "old" : "new")
                    .exception());
        }
        return tree.hashes(Proofs.consistency(sizes.older(), newer))
                .map(path -> new Consistency(sizes.older(), newer, path));
    }

    private Check check() {
        return signer().refusal()
                .or(() -> witnesses()
                        .alarm()
                        .map(alarm -> alarm + " Nothing is signed until that witness cosigns again."))
                .map(alarm -> Check.degraded("ALARM: " + alarm))
                .or(() -> witnesses()
                        .hold()
                        .filter(why -> witnesses().hasWaited())
                        .map(Check::degraded))
                .or(() -> signer().lateness().map(Check::degraded))
                .orElseGet(() -> Check.up("The newest checkpoint covers "
                        + signer().latest().head().size() + " events."
                        + witnesses().summary()));
    }

    /** A hash that is not there is damage of the store, and is said once here. */
    private static <Q, A> Function<Q, Future<A>> guarded(Function<Q, Future<A>> handler) {
        return request -> handler.apply(request).onFailure(failure -> {
            if (failure instanceof dev.evident.merkle.MissingHashException) {
                LOG.error("The record is damaged: {}", failure.getMessage());
            }
        });
    }

    private CheckpointSigner signer() {
        return Objects.requireNonNull(signer, "the verticle has started");
    }

    private WitnessClients witnesses() {
        return Objects.requireNonNull(witnesses, "the verticle has started");
    }
}
