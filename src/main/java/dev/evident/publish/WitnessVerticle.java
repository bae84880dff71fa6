package dev.evident.publish;

import dev.evident.bus.Bus;
import dev.evident.bus.LogMessages;
import dev.evident.bus.LogMessages.Cosigned;
import dev.evident.config.Configuration;
import dev.evident.config.WitnessedLog;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.merkle.AddCheckpoint;
import dev.evident.merkle.Checkpoint;
import dev.evident.merkle.MalformedException;
import dev.evident.merkle.Proofs;
import dev.evident.merkle.SigningKey;
import dev.evident.merkle.TreeHead;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The witness for other logs, C2SP tlog-witness: cosigns a checkpoint only when it contains the one cosigned before. A
 * worker verticle of one instance: its requests are handled one after the other, and each keeps the new checkpoint on the
 * disk before it responds, so no two cosignatures of one log can contradict each other.
 */
public final class WitnessVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(WitnessVerticle.class);

    private final Configuration configuration;
    private final Bus bus;
    private final Counter cosigned;
    private final Counter unproven;
    private final Counter conflicts;
    private final Map<String, WitnessState> states = new TreeMap<>();
    private final Map<String, WitnessedLog> logs = new TreeMap<>();

    /** The other tree that was told of last, by the log's origin. */
    private final Map<String, TreeHead> told = new HashMap<>();

    private List<SigningKey> keys = List.of();

    public WitnessVerticle(Configuration configuration, Bus bus, MeterRegistry registry) {
        this.configuration = configuration;
        this.bus = bus;
        this.cosigned = Counter.builder("evident.witness.cosigned")
                .description("Checkpoints of other logs that were cosigned")
                .register(registry);
        this.unproven = Counter.builder("evident.witness.unproven")
                .description("Submissions whose proof does not hold; anybody can send such")
                .register(registry);
        this.conflicts = Counter.builder("evident.witness.conflicts")
                .description("Other trees of a size that was cosigned, signed by the log's own key: ALARM")
                .register(registry);
    }

    /** Fails with a {@code StartException} when the key or what was cosigned cannot be read. */
    @Override
    public Future<?> start() {
        Path data = configuration.data().dir();
        for (WitnessedLog log : configuration.witness().logs()) {
            logs.put(log.origin(), log);
            states.put(log.origin(), WitnessState.open(data, log.origin()));
        }
        if (!logs.isEmpty()) {
            KeyRing ring = KeyFile.ofWitness(data).open(configuration.witnessName());
            keys = ring.signing(Instant.now());
            LOG.info("Cosigns for {} logs with {}", logs.size(), ring.current().verifier());
        }
        bus.serve(LogMessages.ADD_CHECKPOINT, this::add);
        return Future.succeededFuture();
    }

    private Future<Cosigned> add(byte[] request) {
        AddCheckpoint submitted;
        Checkpoint checkpoint;
        try {
            submitted = AddCheckpoint.parse(request);
            checkpoint = Checkpoint.parse(submitted.note().text());
        } catch (MalformedException malformed) {
            throw Problem.of(Kind.BAD_REQUEST, String.valueOf(malformed.getMessage()))
                    .exception();
        }
        WitnessedLog log = logs.get(checkpoint.origin());
        WitnessState state = states.get(checkpoint.origin());
        if (log == null || state == null) {
            throw Problem.of(Kind.NOT_FOUND, "No log of this name is witnessed here.")
                    .exception();
        }
        requireSignature(submitted, log);
        if (submitted.old() > checkpoint.head().size()) {
            throw Problem.of(Kind.BAD_REQUEST, "The old size is larger than the checkpoint's.")
                    .exception();
        }
        TreeHead before = state.head();
        if (submitted.old() != before.size()) {
            return known(before);
        }
        if (before.size() == checkpoint.head().size() && !before.equals(checkpoint.head())) {
            alarm(before, checkpoint);
            return known(before);
        }
        if (!Proofs.consistent(before, checkpoint.head(), submitted.path())) {
            unproven.increment();
            throw Problem.of(Kind.INCONSISTENT, "The checkpoint is not proven to contain the one cosigned before.")
                    .exception();
        }
        return cosign(state, submitted);
    }

    private Future<Cosigned> cosign(WitnessState state, AddCheckpoint submitted) {
        try {
            state.advance(submitted.note());
        } catch (IOException failure) {
            LOG.error("A checkpoint could not be kept and was not cosigned: {}", failure.toString());
            throw Problem.of(Kind.UNAVAILABLE, "The witness cannot keep the checkpoint.")
                    .exception();
        }
        long now = Instant.now().getEpochSecond();
        StringBuilder lines = new StringBuilder();
        keys.forEach(key -> lines.append(key.sign(submitted.note().text(), now).line()));
        cosigned.increment();
        return Future.succeededFuture(new Cosigned(OptionalLong.empty(), lines.toString()));
    }

    private static void requireSignature(AddCheckpoint submitted, WitnessedLog log) {
        try {
            if (!submitted.note().verified(log.keys()).isEmpty()) {
                return;
            }
        } catch (MalformedException notValid) {
            // said below
        }
        throw Problem.of(Kind.FORBIDDEN, "The checkpoint is not signed by a key of this log.")
                .exception();
    }

    private static Future<Cosigned> known(TreeHead head) {
        return Future.succeededFuture(new Cosigned(OptionalLong.of(head.size()), ""));
    }

    /**
     * The log's own key signed two trees of one size: it shows different trees to different people. Said once for a tree
     * of a log, since anybody can send it again.
     */
    private void alarm(TreeHead before, Checkpoint now) {
        if (now.head().equals(told.put(now.origin(), now.head()))) {
            return;
        }
        conflicts.increment();
        LOG.error("ALARM: the log {} signed {} and {}", now.origin(), before, now.head());
    }
}
