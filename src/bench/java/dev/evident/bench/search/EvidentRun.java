package dev.evident.bench.search;

import dev.evident.bench.Bulk;
import dev.evident.bench.EventGenerator;
import dev.evident.bench.Progress;
import dev.evident.bench.Service;
import dev.evident.bench.load.LoadResult;
import dev.evident.bench.load.PacedLoad;
import dev.evident.bench.load.Request;
import dev.evident.bench.load.Rotation;
import dev.evident.bench.search.Subject.Timing;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** What is measured of the service, in the order of the methods. */
final class EvidentRun {
    private static final int PREPARED = 64;

    private final Comparison comparison;
    private final List<MeasuredQuery> queries;
    private final double seconds;
    private long number;

    /**
     * A run on a loaded log.
     *
     * @param events in the log; their resources have the numbers from 0
     * @param seconds length of one measurement
     */
    EvidentRun(Comparison comparison, List<MeasuredQuery> queries, long events, double seconds) {
        this.comparison = comparison;
        this.queries = queries;
        this.seconds = seconds;
        this.number = events;
    }

    /** Every query while nothing else happens, after a time in which the service compiles what they need. */
    void quiet(Service service, double warmUpSeconds) throws IOException {
        EvidentSubject subject = new EvidentSubject(service);
        ask(subject, warmUpSeconds);
        for (MeasuredQuery query : queries) {
            comparison.evident(query.name(), subject.ask(query, seconds));
        }
    }

    void exports(Service service) throws IOException, InterruptedException {
        long end = Math.min(number, SearchBench.EXPORTED);
        String some = "/events?seq%3C" + end;
        comparison.evident(Rate.EXPORT, Export.eventsPerSecond(service, some, false, end));
        comparison.evident(Rate.EXPORT_GZIP, Export.eventsPerSecond(service, some, true, end));
        String filter = "?event_type=" + EventGenerator.type(0) + "&seq%3C" + end;
        long matching = new JsonObject(service.get("/events/stats" + filter)).getLong("count");
        comparison.evident(Rate.EXPORT_TYPE, Export.eventsPerSecond(service, "/events" + filter, false, matching));
    }

    /** Bytes on the disk of a service that has stopped. */
    void footprint(Service stopped) throws IOException {
        comparison.evident(Rate.BYTES, (double) (stopped.bytes(true) + stopped.bytes(false)) / number);
        comparison.evident(Rate.INDEX_BYTES, (double) stopped.bytes(true) / number);
    }

    /** Lets a service that has just started compile what is to be measured. */
    void warmUp(Service service, double warmUpSeconds) throws IOException {
        EvidentSubject subject = new EvidentSubject(service);
        try (PacedLoad load = load(service, SearchBench.BUSY)) {
            ask(subject, warmUpSeconds);
            number += load.finish().events();
        }
    }

    private void ask(EvidentSubject subject, double seconds) throws IOException {
        for (MeasuredQuery query : queries) {
            subject.ask(query, seconds / queries.size());
        }
    }

    /** What others see of a write, and at the highest rate every query again. */
    void busy(Service service) throws Exception {
        EvidentSubject subject = new EvidentSubject(service);
        for (int rate : SearchBench.RATES) {
            try (PacedLoad load = load(service, rate)) {
                comparison.evident(
                        SearchBench.at(rate, "live tail, POST → its line"), Lag.tail(service, load, seconds));
                Lag.Probe probe = new Lag.ServiceProbe(service, SearchBench.PROBES + rate * 1_000_000L);
                comparison.evident(SearchBench.at(rate, SearchBench.VISIBLE), Lag.visible(probe, seconds));
                if (rate == SearchBench.BUSY) {
                    for (MeasuredQuery query : queries) {
                        comparison.evident(SearchBench.at(rate, query.name()), subject.ask(query, seconds));
                    }
                }
                LoadResult sent = load.finish();
                number += sent.events();
                comparison.evident(
                        SearchBench.at(rate, String.format(Locale.ROOT, SearchBench.WRITE, rate / SearchBench.TICKS)),
                        Timing.of(sent.latencies(), false));
                if (rate == SearchBench.BUSY) {
                    comparison.evident(Rate.TAKEN, sent.eventsPerSecond());
                }
            } catch (Exception failure) {
                Progress.say(service.process().output());
                throw failure;
            }
        }
    }

    /** From the start of a service without index until it has caught up. */
    void rebuild(Service stopped, ServiceStart start) throws IOException, InterruptedException {
        stopped.deleteIndex();
        long begin = System.nanoTime();
        try (Service service = start.start()) {
            Bulk.catchUp(service);
            double nanos = System.nanoTime() - begin;
            comparison.evident(Rate.REBUILD, service.metric("evident_index_events", "") * 1e9 / nanos);
            service.stop();
        }
    }

    /** Starts the service on the same data again. */
    interface ServiceStart {
        Service start() throws IOException, InterruptedException;
    }

    private PacedLoad load(Service service, int rate) throws IOException {
        int events = rate / SearchBench.TICKS;
        EventGenerator generator = new EventGenerator(rate, 0);
        Rotation requests = Rotation.of(PREPARED, () -> Request.bulk(generator, events));
        return new PacedLoad(service.api(), rate, events, requests, number);
    }
}
