package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.event.StoredEvent;
import dev.evident.event.Unchecked;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written of events is never held as a whole, however many times larger than they are. */
class EventEncoderTest {
    private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000000");
    private static final int LEVELS = 60;
    private static final int BODY_BYTES = 900_000;

    private final Vertx vertx = Vertx.vertx();
    private final WorkerExecutor workers = vertx.createSharedWorkerExecutor("test", 1);

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void columnsInsideEachOtherComeInPiecesOfTheSizeOfTheEvent() throws Exception {
        StoredEvent event = nested("x".repeat(BODY_BYTES));
        List<Buffer> pieces = pieces(event, columns(), false);

        assertThat(pieces).hasSizeGreaterThan(LEVELS / 2).allSatisfy(piece -> assertThat(piece.length())
                .isLessThan(BODY_BYTES * 3 / 2));
        assertThat(pieces.stream().mapToLong(Buffer::length).sum()).isGreaterThan((long) LEVELS * BODY_BYTES);
        String csv = pieces.stream().map(Buffer::toString).collect(Collectors.joining());
        assertThat(csv.split("x{" + BODY_BYTES + "}", -1)).hasSize(LEVELS + 1);
        assertThat(csv).endsWith("\r\n");
    }

    @Test
    void manyQuotesToo() throws Exception {
        StoredEvent event = nested("\\\"".repeat(BODY_BYTES / 2));

        assertThat(pieces(event, columns(), false))
                .allSatisfy(piece -> assertThat(piece.length()).isLessThan(BODY_BYTES * 3 / 2));
    }

    @Test
    void placesInsideTheElementsOfArraysToo() throws Exception {
        String element = "{\"a\":".repeat(50) + "\"" + "y".repeat(1_000) + "\"" + "}".repeat(50);
        String array = IntStream.range(0, 180).mapToObj(n -> element).collect(Collectors.joining(",", "[", "]"));
        StoredEvent event = event("{\"l\":" + array + "}");
        String columns =
                IntStream.rangeClosed(1, 50).mapToObj(n -> "l" + ".a".repeat(n)).collect(Collectors.joining(","));

        List<Buffer> pieces = pieces(event, columns, false);

        assertThat(pieces).allSatisfy(piece -> assertThat(piece.length()).isLessThan(BODY_BYTES));
        assertThat(pieces.stream().mapToLong(Buffer::length).sum()).isGreaterThan(50L * 180 * 1_000);
    }

    @Test
    void aSmallEventIsOnePieceOnTheEventLoop() throws Exception {
        EventEncoder encoder = new EventEncoder(new CsvFormat(Columns.parse("a,seq"), false), false, workers);

        Future<Buffer> piece = encoder.piece(List.of(event("{\"a\":1}")));

        assertThat(piece.isComplete()).isTrue();
        assertThat(piece.result()).hasToString("a,seq\r\n1,7\r\n");
        assertThat(encoder.hasMore()).isFalse();
        assertThat(encoder.count()).isOne();
    }

    private List<Buffer> pieces(StoredEvent event, String columns, boolean gzip) throws Exception {
        EventEncoder encoder = new EventEncoder(new CsvFormat(Columns.parse(columns), false), gzip, workers);
        List<Buffer> pieces = new ArrayList<>();
        pieces.add(await(encoder.piece(List.of(event))));
        while (encoder.hasMore()) {
            pieces.add(await(encoder.more()));
        }
        assertThat(encoder.count()).isOne();
        encoder.close();
        return pieces;
    }

    private static String columns() {
        return IntStream.rangeClosed(1, LEVELS)
                .mapToObj(n -> "a" + ".a".repeat(n - 1))
                .collect(Collectors.joining(","));
    }

    private static StoredEvent nested(String text) {
        return event("{\"a\":".repeat(LEVELS) + "\"" + text + "\"" + "}".repeat(LEVELS));
    }

    private static StoredEvent event(String data) {
        String body = "{\"event_type\":\"t\",\"user_id\":\"u\",\"variant_data\":" + data + "}";
        return Unchecked.stored(7, ID, 1, body.getBytes(UTF_8));
    }

    private static Buffer await(Future<Buffer> future) throws Exception {
        return future.await(30, TimeUnit.SECONDS);
    }
}
