package dev.evident;

import dev.evident.bus.Address;
import io.vertx.core.Context;
import io.vertx.core.ThreadingModel;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The program, which takes all memory on the thread that the property {@code where} names once it serves. */
public final class OutOfMemoryProgram {
    private static final Address<String, String> MEALS = new Address<>("test.meals");

    private OutOfMemoryProgram() {}

    public static void main(String[] args) {
        Main.prepare();
        Main.run(Optional.empty(), run -> {
            Main.serve(run);
            eat(run, System.getProperty("where"));
        });
    }

    private static void eat(Main.Run run, String where) {
        VertxInternal vertx = (VertxInternal) run.vertx();
        switch (where) {
            case "event loop" -> context(vertx, ThreadingModel.EVENT_LOOP).runOnContext(go -> exhaust());
            case "netty" -> vertx.nettyEventLoopGroup().next().execute(OutOfMemoryProgram::exhaust);
            case "worker" -> context(vertx, ThreadingModel.WORKER).runOnContext(go -> exhaust());
            case "bus" -> {
                run.bus()
                        .serve(
                                MEALS,
                                meal -> vertx.executeBlocking(() -> {
                                    exhaust();
                                    return meal;
                                }));
                run.bus().request(MEALS, "all").otherwiseEmpty();
            }
            case "thread" -> new Thread(OutOfMemoryProgram::exhaust, "hungry").start();
            case "log" ->
                new Thread(() -> {
                            try {
                                exhaust();
                            } catch (OutOfMemoryError caught) {
                                Logger.getLogger("org.apache.lucene.index")
                                        .log(Level.WARNING, "merge", new IllegalStateException(caught));
                            }
                        })
                        .start();
            default -> throw new IllegalArgumentException(where);
        }
    }

    private static Context context(VertxInternal vertx, ThreadingModel model) {
        return vertx.contextBuilder().withThreadingModel(model).build();
    }

    private static void exhaust() {
        List<byte[]> kept = new ArrayList<>();
        boolean going = true;
        while (going) {
            going = kept.add(new byte[1 << 20]);
        }
    }
}
