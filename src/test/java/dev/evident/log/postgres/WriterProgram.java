package dev.evident.log.postgres;

import static dev.evident.log.postgres.TwoWritersIT.TIMEOUTS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.evident.codec.ZstdCodec;
import dev.evident.config.Configuration.HeadFileMode;
import dev.evident.event.DedupKey;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import dev.evident.log.Follower;
import dev.evident.log.Log;
import dev.evident.log.StoreHolds;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One of two processes that append to one log. Sends events with the keys that the other has too, from {@code from} to
 * {@code to}, and some of its own without a key in between. Prints what was acknowledged. When told to hold, it keeps the
 * log's lock for a while in its next append.
 */
public final class WriterProgram extends VerticleBase {
    private static final int CHUNK = 10;
    private static final int SENDERS = 4;
    private static final long HOLD_MS = 3_000;
    private static final long AGAIN_MS = 20;

    private final Database database;
    private final Path directory;
    private final String incarnation;
    private final AtomicBoolean hold = new AtomicBoolean();
    private final int to;
    private int next;
    private int plain;
    private int senders = SENDERS;
    private @Nullable Log log;

    private WriterProgram(Vertx vertx, String uri, Path directory, String incarnation, int from, int to) {
        this.database = new Database(vertx, uri, "", TIMEOUTS);
        this.directory = directory;
        this.incarnation = incarnation;
        this.next = from;
        this.to = to;
    }

    public static void main(String[] args) {
        Vertx vertx = Vertx.vertx();
        WriterProgram program = new WriterProgram(
                vertx, args[0], Path.of(args[1]), args[2], Integer.parseInt(args[3]), Integer.parseInt(args[4]));
        vertx.deployVerticle(program, new DeploymentOptions().setThreadingModel(ThreadingModel.WORKER))
                .onFailure(WriterProgram::end);
        Thread input = new Thread(() -> {
            Scanner lines = new Scanner(System.in, UTF_8);
            while (lines.hasNextLine()) {
                program.hold.set(lines.nextLine().equals("hold"));
            }
        });
        input.setDaemon(true);
        input.start();
    }

    @Override
    public Future<?> start() {
        PostgresStore store =
                new PostgresStore(vertx, database, 1, Partitions.EVENTS, LongUnaryOperator.identity(), new ZstdCodec());
        return Log.open(
                        vertx,
                        new StoreHolds(store, this::held),
                        new Log.Settings(
                                directory.resolve("head"),
                                HeadFileMode.COMMIT,
                                10_000,
                                64L << 20,
                                Long.MAX_VALUE,
                                Duration.ofDays(7)),
                        new SimpleMeterRegistry(),
                        WriterProgram::end)
                .onSuccess(opened -> {
                    log = opened;
                    opened.feed().follow(0, new Reader());
                    for (int i = 0; i < SENDERS; i++) {
                        send();
                    }
                });
    }

    /** Says how far the feed is, which has what both processes commit. */
    private static final class Reader implements Follower {
        private long next;

        @Override
        public String name() {
            return "test";
        }

        @Override
        public Future<Void> accept(List<StoredEvent> events) {
            for (StoredEvent event : events) {
                if (event.seq() != next++ || event.damaged()) {
                    end(new IllegalStateException("the feed has " + event + " in the place of " + (next - 1)));
                }
            }
            say("FED " + next);
            return Future.succeededFuture();
        }
    }

    private void held() {
        if (hold.getAndSet(false)) {
            say("LOCKED");
            try {
                Thread.sleep(HOLD_MS);
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void send() {
        if (next == to) {
            if (--senders == 0) {
                say("DONE");
            }
            return;
        }
        int first = next;
        next = Math.abs(to - next) <= CHUNK ? to : next + (to > next ? CHUNK : -CHUNK);
        List<String> names = new ArrayList<>();
        List<NewEvent> keyed = new ArrayList<>();
        for (int n = first; n != next; n += to > first ? 1 : -1) {
            names.add("k" + n);
            keyed.add(Unchecked.keyed("{\"name\":\"k" + n + "\"}", DedupKey.of(null, null, "k" + n)));
        }
        String own = "u-" + incarnation + "-" + plain++;
        append(keyed, names)
                .compose(done -> append(List.of(Unchecked.event("{\"name\":\"" + own + "\"}")), List.of(own)))
                .onComplete(done -> send());
    }

    /** Until it is acknowledged; an event without a key only as long as it is sure that it was not stored. */
    private Future<Void> append(List<NewEvent> events, List<String> names) {
        boolean keyed = events.get(0).dedupKey() != null;
        return requireNonNull(log).append(new Append(events)).transform(appended -> {
            if (appended.succeeded()) {
                say("ACK " + places(names, appended.result()));
                return Future.succeededFuture();
            }
            if (!(appended.cause() instanceof ProblemException problem)) {
                end(appended.cause());
                return Future.failedFuture(appended.cause());
            }
            boolean unknown = problem.problem().kind() != Problem.Kind.OVERLOADED;
            say((unknown ? "UNKNOWN " : "REFUSED ") + names.get(0) + " "
                    + problem.problem().detail());
            return unknown && !keyed
                    ? Future.succeededFuture()
                    : vertx.timer(AGAIN_MS).compose(waited -> append(events, names));
        });
    }

    private static String places(List<String> names, Appended appended) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> names.get(i) + ":" + appended.places().get(i).seq())
                .collect(Collectors.joining(" "));
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void end(Throwable failure) {
        say("FATAL " + failure);
        Runtime.getRuntime().halt(3);
    }
}
