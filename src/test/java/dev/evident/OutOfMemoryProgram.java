package dev.evident;

import dev.evident.bus.Bus;
import dev.evident.log.EventStore;
import dev.evident.log.StoreVerticle;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The program, with a record that takes all memory on the thread that the property {@code where} names. */
public final class OutOfMemoryProgram {
    private OutOfMemoryProgram() {}

    public static void main(String[] args) {
        Main.start(args, Hungry::new);
    }

    private static final class Hungry extends StoreVerticle {
        private final Bus bus;

        Hungry(
                EventStore store,
                StoreVerticle.Settings settings,
                Bus bus,
                MeterRegistry registry,
                Consumer<Throwable> fatal) {
            super(store, settings, bus, registry, fatal);
            this.bus = bus;
        }

        @Override
        public Future<?> start() {
            return super.start().map(started -> {
                eat(System.getProperty("where"));
                return null;
            });
        }

        private void eat(String where) {
            switch (where) {
                case "event loop" -> eventLoop().runOnContext(go -> exhaust());
                case "netty" ->
                    ((VertxInternal) vertx).nettyEventLoopGroup().next().execute(OutOfMemoryProgram::exhaust);
                case "worker" -> vertx.runOnContext(go -> exhaust());
                case "bus" -> {
                    bus.serve(
                            MEALS,
                            meal -> vertx.executeBlocking(() -> {
                                exhaust();
                                return meal;
                            }));
                    bus.request(MEALS, "all").otherwiseEmpty();
                }
                case "thread" -> new Thread(OutOfMemoryProgram::exhaust, "hungry").start();
                case "log" ->
                    new Thread(() -> {
                                try {
                                    exhaust();
                                } catch (OutOfMemoryError caught) {
                                    java.util.logging.Logger.getLogger("org.apache.lucene.index")
                                            .log(
                                                    java.util.logging.Level.WARNING,
                                                    "merge",
                                                    new IllegalStateException(caught));
                                }
                            })
                            .start();
                default -> throw new IllegalArgumentException(where);
            }
        }

        private Context eventLoop() {
            return ((VertxInternal) vertx)
                    .contextBuilder()
                    .withThreadingModel(ThreadingModel.EVENT_LOOP)
                    .build();
        }
    }

    private static final dev.evident.bus.Address<String, String> MEALS = new dev.evident.bus.Address<>("test.meals");

    private static void exhaust() {
        List<byte[]> kept = new ArrayList<>();
        boolean going = true;
        while (going) {
            going = kept.add(new byte[1 << 20]);
        }
    }
}
