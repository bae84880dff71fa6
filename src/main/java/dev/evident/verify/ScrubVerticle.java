package dev.evident.verify;

import dev.evident.bus.Bus;
import dev.evident.bus.Check;
import dev.evident.bus.ScrubMessages;
import dev.evident.bus.StoreMessages;
import dev.evident.bus.StoreMessages.TreeHeadRequest;
import dev.evident.log.StoredRecord;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the whole record once in a period, slowly: every event, every hash, the head. A finding is an alarm (log, metric,
 * health) that stays until a later whole pass finds nothing. One instance, deployed after the store; a worker verticle.
 */
public final class ScrubVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ScrubVerticle.class);

    /** A short log is through in no time; a long one is spread over the period. */
    private static final long MIN_PER_SECOND = 1_024;

    /** Whatever the period is, the record has more to do than this. */
    private static final long MAX_PER_SECOND = 20_480;

    private static final long TICK_MS = 250;
    private static final long SAVE_EVERY_MS = 60_000;
    private static final int MAX_LOGGED = 20;

    private final Bus bus;
    private final Path file;
    private final Duration period;
    private final Supplier<StoredRecord> record;
    private final LayoutWatch layout;
    private volatile ScrubState state = ScrubState.NEW;
    private volatile boolean alarm;
    private volatile String finding = "";
    private @Nullable ScrubPass pass;
    private boolean busy;
    private long credit;
    private long logged;
    private long saved;

    /**
     * For one record.
     *
     * @param record opens the same record beside those who use it, to be read on the calling thread
     * @param file where it keeps how far it is
     * @param period in which the whole record is to be checked; zero does not check
     */
    public ScrubVerticle(Bus bus, Supplier<StoredRecord> record, Path file, Duration period, MeterRegistry registry) {
        this.bus = bus;
        this.record = record;
        this.layout = new LayoutWatch(record, period.toMillis());
        this.file = file;
        this.period = period;
        Gauge.builder("evident.scrub.position.events", () -> state.position())
                .description("Events that this pass of the background check has done")
                .strongReference(true)
                .register(registry);
        Gauge.builder("evident.scrub.last.pass.timestamp.seconds", () -> state.finished() / 1_000.0)
                .description("When the background check last went through the whole record, 0 for never")
                .strongReference(true)
                .register(registry);
        Gauge.builder(
                        "evident.scrub.findings",
                        () -> state.bad() + layout.differences().size())
                .description("What the background check found that is not as the log says")
                .strongReference(true)
                .register(registry);
    }

    @Override
    public Future<?> start() {
        bus.serve(ScrubMessages.CHECK, request -> Future.succeededFuture(check()));
        if (period.isZero()) {
            return Future.succeededFuture();
        }
        state = ScrubState.read(file);
        alarm = state.bad() > 0;
        saved = System.currentTimeMillis();
        vertx.setPeriodic(TICK_MS, tick -> tick());
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        if (!period.isZero()) {
            save();
        }
        if (pass != null) {
            pass.close();
        }
        return Future.succeededFuture();
    }

    private void tick() {
        if (busy) {
            return;
        }
        long now = System.currentTimeMillis();
        layout.look(now);
        ScrubPass running = pass;
        if (running == null) {
            boolean begun = state.started() > state.finished();
            if (begun || state.finished() == 0 || now - state.started() >= period.toMillis() || now < state.started()) {
                busy = true;
                begin(begun ? state.position() : 0, begun ? state.started() : now);
            }
            return;
        }
        long spread = running.size() * 1_000 / Math.max(1, period.toMillis());
        credit += Math.max(MIN_PER_SECOND, Math.min(MAX_PER_SECOND, spread + 1)) * TICK_MS / 1_000;
        busy = true;
        steps(running).onComplete(done -> {
            busy = false;
            if (done.failed()) {
                LOG.debug("The background check waits: {}", done.cause().toString());
                credit = 0;
            }
            if (now - saved >= SAVE_EVERY_MS) {
                saved = now;
                save();
            }
        });
    }

    private void begin(long position, long started) {
        bus.request(StoreMessages.TREE_HEAD, new TreeHeadRequest())
                .compose(head -> ScrubPass.begin(bus, record, head, position))
                .onSuccess(begun -> {
                    pass = begun;
                    logged = 0;
                    state = new ScrubState(begun.position(), started, state.finished(), state.bad(), state.firstBad());
                })
                .onFailure(failure -> {
                    LOG.warn("The background check begins anew: {}", failure.toString());
                    state = new ScrubState(0, started, state.finished(), state.bad(), state.firstBad());
                })
                .onComplete(begun -> busy = false);
    }

    private Future<Void> steps(ScrubPass running) {
        if (credit <= 0 || running.done()) {
            if (running.done()) {
                finish(running);
            }
            return Future.succeededFuture();
        }
        long before = running.work();
        return running.step().compose(stepped -> {
            credit -= running.work() - before;
            report(running);
            return steps(running);
        });
    }

    private void report(ScrubPass running) {
        Findings findings = running.findings();
        for (; logged < Math.min(findings.total(), MAX_LOGGED); logged++) {
            LOG.error(
                    "ALARM: the record is not as the log says: {}",
                    findings.kept().get((int) logged));
        }
        if (!findings.isEmpty()) {
            alarm = true;
            finding = " " + findings.kept().get(0);
        }
        boolean some = !findings.isEmpty();
        long firstBad = some ? findings.firstSeq().orElse(-1) : state.firstBad();
        state = new ScrubState(
                running.position() - running.position() % 256,
                state.started(),
                state.finished(),
                some ? findings.total() : state.bad(),
                firstBad);
    }

    private void finish(ScrubPass running) {
        Findings findings = running.findings();
        running.close();
        pass = null;
        credit = 0;
        alarm = !findings.isEmpty();
        finding = alarm ? finding : "";
        state = new ScrubState(
                0,
                state.started(),
                System.currentTimeMillis(),
                findings.total(),
                findings.firstSeq().orElse(-1));
        if (alarm) {
            LOG.error(
                    "ALARM: the background check is through: damage in {}, the first at seq {}",
                    state.bad() == 1 ? "one place" : state.bad() + " places",
                    state.firstBad());
        } else if (running.size() > 0) {
            LOG.info("The background check found every event as the log says: {} in all", running.size());
        }
        save();
    }

    private void save() {
        try {
            state.write(file);
        } catch (IOException failure) {
            LOG.warn("How far the background check is cannot be kept: {}", failure.toString());
        }
    }

    private Check check() {
        if (period.isZero()) {
            return Check.up("The background check is off (store.scrub_period).");
        }
        List<String> differences = layout.differences();
        if (!differences.isEmpty()) {
            return Check.degraded("ALARM: the layout of the record is not as it must be. " + differences.get(0)
                    + " The next start will refuse it. Run: evident verify");
        }
        ScrubState now = state;
        return alarm
                ? Check.degraded("ALARM: the record is not as the log says, first at seq " + now.firstBad() + "."
                        + finding + " Run: evident verify")
                : Check.up("The background check has found nothing; it is at event " + now.position() + ".");
    }
}
