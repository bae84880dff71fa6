package dev.evident.bench.pictures;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.evident.bench.Chromium;
import dev.evident.bench.Options;
import dev.evident.bench.Scratch;
import dev.evident.bench.Service;
import dev.evident.config.Configuration.Compression;
import dev.evident.log.DirectoryLock;
import dev.evident.log.PastRecord;
import dev.evident.log.PastRecord.Past;
import dev.evident.log.sqlite.SqliteStore;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes the pictures of the documentation: fills the record with a week of an office, and with further events where a file
 * of them is given, starts the packaged service on it, and photographs the page. See docs/development.md.
 */
public final class Pictures {
    private static final long SEED = 7;
    private static final Duration WEEK = Duration.ofDays(7);

    /** What the pictures show in place of the free ports that are used. */
    private static final String API = "localhost:8000";

    private static final String VIEWER = "localhost:5000";

    private Pictures() {}

    /**
     * Photographs everything.
     *
     * @param args a folder for all pictures, a folder for those of the front page, and a file of events as NDJSON or
     *     nothing
     */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createDirectories(Path.of(args[0]));
        List<String> further = args.length < 3 || args[2].isEmpty() ? List.of() : Files.readAllLines(Path.of(args[2]));
        photograph(List.of(), folder, Shots::firstRun);
        photograph(week(further), folder, Shots::all);
        for (String picture : List.of("viewer-light.png", "viewer-dark.png")) {
            Files.copy(folder.resolve(picture), Path.of(args[1], picture), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static void photograph(List<Past> events, Path folder, Consumer<Shots> shooting)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("evident-pictures");
        try {
            fill(directory.resolve("data"), events);
            photograph(directory, folder, shooting);
        } finally {
            Scratch.delete(directory);
        }
    }

    private static void photograph(Path directory, Path folder, Consumer<Shots> shooting)
            throws IOException, InterruptedException {
        Map<String, String> environment = Map.of(
                "EVIDENT_VIEWER_API_URL", "http://" + API,
                "EVIDENT_API_CORS_ORIGINS", "http://" + VIEWER,
                "EVIDENT_AUDIT_EVENTS", "false");
        try (Service service = Service.start(Options.read(), directory, environment);
                Chromium chromium = Chromium.start("--host-resolver-rules=" + names(service))) {
            shooting.accept(new Shots(chromium.browser(), "http://" + VIEWER + "/", folder));
            service.stop();
        }
    }

    private static String names(Service service) {
        return "MAP " + API + " 127.0.0.1:" + service.api().getPort() + ", MAP " + VIEWER + " 127.0.0.1:"
                + service.viewer().getPort();
    }

    /** A week of an office until now, with the further events spread over it. */
    private static List<Past> week(List<String> further) {
        Instant to = Instant.now();
        Instant from = to.minus(WEEK);
        List<Past> events = new ArrayList<>(new OfficeEvents(SEED).between(from, to));
        for (int i = 0; i < further.size(); i++) {
            Instant at = from.plus(WEEK.multipliedBy(i + 1L).dividedBy(further.size() + 1L));
            events.add(new Past(at, further.get(i).getBytes(UTF_8)));
        }
        events.sort(Comparator.comparing(Past::at));
        return events;
    }

    private static void fill(Path data, List<Past> events) throws IOException {
        DirectoryLock.createDirectory(data);
        Vertx vertx = Vertx.vertx();
        try {
            PastRecord.write(
                    data.resolve("head"),
                    clock -> new SqliteStore(vertx, data.resolve("events.db"), 1, Compression.ZSTD, clock),
                    events);
        } finally {
            vertx.close().await();
        }
    }
}
