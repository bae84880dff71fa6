package dev.evident.bench.search;

import dev.evident.bench.EventGenerator;
import dev.evident.bench.Service;
import dev.evident.bench.load.PacedLoad;
import dev.evident.bench.search.Subject.Timing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** How long after it was sent an event is seen, while others come in. */
final class Lag {
    private static final int PAUSE_MILLIS = 20;
    private static final double SETTLING_SECONDS = 1;
    private static final long LONGEST_NANOS = 60_000_000_000L;
    private static final String RESOURCE = "\"id\":\"res-";

    private Lag() {}

    /** From when a POST was due until its event's line has come on a filtered live tail. */
    static Timing tail(Service service, PacedLoad load, double seconds) throws IOException {
        Histogram times = new Histogram(3);
        String target = "/events?event_type=" + EventGenerator.type(0);
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Export.open(service, target, "text/event-stream", false), StandardCharsets.UTF_8))) {
            long begin = System.nanoTime() + (long) (SETTLING_SECONDS * 1e9);
            long end = begin + (long) (seconds * 1e9);
            while (System.nanoTime() < end || times.getTotalCount() == 0) {
                String line = lines.readLine();
                if (line == null || System.nanoTime() > end + LONGEST_NANOS) {
                    throw new IOException(line == null ? "the tail has ended" : "the tail is a minute behind");
                }
                int at = line.indexOf(RESOURCE);
                if (at >= 0 && line.startsWith("data:")) {
                    int resource = at + RESOURCE.length() - 4;
                    long number =
                            EventGenerator.number(line.substring(resource, resource + EventGenerator.RESOURCE_LENGTH));
                    long due = load.due(number);
                    if (due >= begin) {
                        times.recordValue(Math.max(0, System.nanoTime() - due));
                    }
                }
            }
        }
        return Timing.of(times, false);
    }

    /**
     * From when a write was acknowledged until the response to a filtered query has it; fails when the first result has
     * it not.
     */
    static Timing visible(Probe probe, double seconds) throws Exception {
        Histogram times = new Histogram(3);
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            probe.write();
            long start = System.nanoTime();
            if (!probe.visible()) {
                throw new IllegalStateException("an acknowledged event is not found");
            }
            times.recordValue(System.nanoTime() - start);
        }
        return Timing.of(times, false);
    }

    /** Writes an event of its own, then looks for it. */
    interface Probe {
        void write() throws Exception;

        boolean visible() throws Exception;
    }

    /** A probe of the service over HTTP. */
    static final class ServiceProbe implements Probe {
        private final Service service;
        private final EventGenerator events;
        private long number;

        ServiceProbe(Service service, long first) {
            this.service = service;
            this.events = new EventGenerator(9, first);
            this.number = first;
        }

        @Override
        public void write() throws IOException, InterruptedException {
            service.post(events.next());
        }

        @Override
        public boolean visible() throws IOException, InterruptedException {
            String resource = EventGenerator.resource(number++);
            return service.get("/events?variant_data.resource.id=" + resource).contains(resource);
        }
    }
}
