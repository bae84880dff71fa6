package dev.evident.audit;

import dev.evident.bus.AuditMessages;
import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.bus.StoreMessages.TreeHeadRequest;
import dev.evident.config.Token;
import dev.evident.event.NewEvent;
import dev.evident.event.ServiceEvent;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes into the log what the service does: that it started, with what, whom it refused, what others tell over {@link
 * AuditMessages}, and that it stopped. Deployed after the record and before whatever takes requests, so that the first
 * event of a start is {@code evident.started} and the last of a stop {@code evident.stopped}. A log that cannot be
 * written to does not keep the service from starting or stopping.
 */
public final class AuditVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AuditVerticle.class);

    /** How long a start or a stop waits for its own event. */
    private static final long FLUSH_TIMEOUT_S = 5;

    private static final long CLOCK_MS = 1_000;

    private final Settings settings;
    private final Bus bus;
    private final MeterRegistry registry;
    private final Refusals refusals = new Refusals(InstantSource.system());
    private @Nullable ServiceLog log;
    private @Nullable LastStart started;
    private long reportTimer = -1;

    /**
     * What there is to know.
     *
     * @param on whether anything is written
     * @param version of the program
     * @param values of the configuration's keys, without secrets
     * @param file where it is kept what this start was like; beside it, {@code keys/audit.key}
     * @param reports the time between two reports of refused callers
     * @param maxClockLead how far the newest event's time may be ahead of the clock
     */
    public record Settings(
            boolean on,
            String version,
            Map<String, String> values,
            List<Token> tokens,
            Path file,
            Duration reports,
            Duration maxClockLead) {}

    public AuditVerticle(Settings settings, Bus bus, MeterRegistry registry) {
        this.settings = settings;
        this.bus = bus;
        this.registry = registry;
    }

    @Override
    public Future<?> start() {
        ServiceLog own = new ServiceLog(vertx, bus, registry);
        log = own;
        return vertx.executeBlocking(() -> LastStart.read(settings.file))
                .compose(before -> bus.request(StoreMessages.TREE_HEAD, new TreeHeadRequest())
                        .compose(head -> begin(own, before, head.size())))
                .compose(begun -> settings.on
                        ? vertx.executeBlocking(() -> AuditKey.open(keyFile())).onSuccess(key -> listen(own, key))
                        : Future.succeededFuture())
                .compose(listening -> {
                    watchClock(own);
                    return patiently(own.flush());
                });
    }

    @Override
    public Future<?> stop() {
        ServiceLog own = log;
        LastStart mine = started;
        if (own == null || mine == null) {
            return Future.succeededFuture();
        }
        if (settings.on) {
            report(own);
            own.add(ServiceEvent.of("stopped", ServiceEvent.SERVICE, null, Map.of("version", settings.version)));
        }
        return patiently(own.flush()).eventually(() -> keep(mine.ended()));
    }

    /** There are other tokens from now on. Any thread; once this is deployed. */
    public void setTokens(List<Token> tokens) {
        context.runOnContext(here -> {
            LastStart before = started;
            ServiceLog own = log;
            if (before == null || own == null) {
                return;
            }
            LastStart now = before.with(tokens);
            started = now;
            Map<String, Object> changes = now.changesSince(before);
            if (settings.on && !changes.isEmpty()) {
                own.add(ServiceEvent.of("config_changed", ServiceEvent.SERVICE, null, changes));
            }
            keep(now);
        });
    }

    private Future<Void> begin(ServiceLog own, Optional<LastStart> before, long size) {
        LastStart now = LastStart.now(settings.values, settings.tokens, before);
        started = now;
        if (settings.on) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("version", settings.version);
            data.put("configuration", now.fingerprint());
            data.put("log_size", size);
            data.put(
                    "last_stop",
                    before.map(last -> last.clean() ? "clean" : "unclean").orElse("none"));
            own.add(ServiceEvent.of("started", ServiceEvent.SERVICE, null, data));
        }
        Map<String, Object> changes = before.map(now::changesSince).orElse(Map.of());
        if (!changes.isEmpty() && (settings.on || hasJustBeenSwitchedOff(changes))) {
            own.add(ServiceEvent.of("config_changed", ServiceEvent.SERVICE, null, changes));
        }
        return keep(now);
    }

    /** The log says why it says no more. */
    private static boolean hasJustBeenSwitchedOff(Map<String, Object> changes) {
        return changes.get("changes") instanceof Map<?, ?> settings && settings.containsKey("audit.events");
    }

    private Path keyFile() {
        return settings.file.resolveSibling("keys").resolve("audit.key");
    }

    private void listen(ServiceLog own, AuditKey key) {
        bus.subscribe(
                AuditMessages.HAPPENED,
                what -> own.add(ServiceEvent.of(what.type(), what.actor(), what.tenant(), key.hide(what.data()))));
        bus.subscribe(AuditMessages.TOKEN_REFUSED, refused -> {
            refusals.add(refused);
            if (reportTimer < 0) {
                reportTimer = vertx.setTimer(settings.reports.toMillis(), due -> report(own));
            }
        });
    }

    /** The log's lines say it even when no events are written. */
    private void watchClock(ServiceLog own) {
        ClockWatch watch = new ClockWatch(InstantSource.system(), System::nanoTime, settings.maxClockLead);
        vertx.setPeriodic(1, CLOCK_MS, tick -> bus.request(StoreMessages.NEWEST_TIME, new TreeHeadRequest())
                .onSuccess(newest -> {
                    List<NewEvent> events = watch.look(newest);
                    if (settings.on) {
                        events.forEach(own::add);
                    }
                }));
    }

    private void report(ServiceLog own) {
        reportTimer = -1;
        refusals.take().forEach(own::add);
    }

    /** A full disk must not keep the service from starting: what could not be kept is compared with nothing next time. */
    private Future<Void> keep(LastStart state) {
        return vertx.<Void>executeBlocking(() -> {
                    state.write(settings.file);
                    return null;
                })
                .otherwise(failure -> {
                    LOG.warn("{} cannot be written: {}", settings.file, failure.toString());
                    return null;
                });
    }

    private static Future<Void> patiently(Future<Void> flush) {
        return flush.timeout(FLUSH_TIMEOUT_S, TimeUnit.SECONDS).otherwiseEmpty();
    }
}
