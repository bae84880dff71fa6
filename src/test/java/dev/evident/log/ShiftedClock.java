package dev.evident.log;

import dev.evident.bus.Bus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.Consumer;

/** Writes the record by a clock that is not right. */
public final class ShiftedClock extends StoreVerticle {
    private final Duration ahead;

    /** As the other one, by a clock that runs ahead. */
    public ShiftedClock(
            EventStore store,
            Settings settings,
            Bus bus,
            MeterRegistry registry,
            Consumer<Throwable> fatal,
            Duration ahead) {
        super(store, settings, bus, registry, fatal);
        this.ahead = ahead;
    }

    @Override
    InstantSource clock() {
        return () -> InstantSource.system().instant().plus(ahead);
    }
}
