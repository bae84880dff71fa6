package dev.evident.intake;

import static dev.evident.log.message.Outcome.CONFLICT;
import static dev.evident.log.message.Outcome.DUPLICATE;
import static dev.evident.log.message.Outcome.STORED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evident.RunningRecord;
import dev.evident.event.EventParser;
import dev.evident.event.Items;
import dev.evident.event.RejectedEvent;
import dev.evident.http.Budget;
import dev.evident.intake.IntakeResult.ItemResult;
import dev.evident.log.message.Placed;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeTest {
    private static final Sender SENDER = new Sender("shipper", null);
    private static final int QUARANTINE_BYTES = 4_000;

    private final Budget budget = new Budget(QUARANTINE_BYTES);
    private @Nullable RunningRecord record;

    @BeforeEach
    void start(@TempDir Path directory) {
        record = RunningRecord.start(directory);
    }

    @AfterEach
    void stop() {
        requireNonNull(record).close();
    }

    @Test
    void anAtomicSubmissionStoresNothingWhenOneItemIsBad() throws Exception {
        IntakeResult result = submit(false, true, event("a", "k1"), "nonsense", event("b", "k2"));

        assertThat(result.atomic()).isTrue();
        assertThat(result.refused()).extracting(bad -> bad.item().at()).containsExactly(2);
        assertThat(result.list()).extracting(ItemResult::placed).containsOnlyNulls();
        assertThat(stored()).isEmpty();
    }

    @Test
    void anAtomicSubmissionStoresNothingWhenOneKeyIsThatOfOtherContent() throws Exception {
        submit(false, true, event("a", "k1"));

        IntakeResult result = submit(false, true, event("c", "k3"), event("other", "k1"), event("d", "k4"));

        assertThat(result.refused()).extracting(bad -> bad.item().at()).containsExactly(2);
        assertThat(result.count(STORED)).isZero();
        assertThat(result.lastSeq()).isEqualTo(-1);
        assertThat(stored()).containsExactly(event("a", "k1"));
    }

    @Test
    void otherwiseEachItemStandsForItself() throws Exception {
        submit(false, false, event("a", "k1"));

        IntakeResult result =
                submit(false, false, event("a", "k1"), "nonsense", event("other", "k1"), event("b", "k2"));

        assertThat(result.list())
                .extracting(ItemResult::placed)
                .extracting(placed -> placed == null ? null : placed.outcome())
                .containsExactly(DUPLICATE, null, CONFLICT, STORED);
        assertThat(result.quarantined()).isFalse();
        assertThat(stored()).containsExactly(event("a", "k1"), event("b", "k2"));
    }

    @Test
    void whatIsRefusedIsKeptWhereItIsToBeKept() throws Exception {
        submit(true, true, event("a", "k1"));

        IntakeResult result = submit(true, true, event("b", "k2"), "nonsense", event("other", "k1"));

        assertThat(result.quarantined()).isTrue();
        assertThat(result.list())
                .extracting(ItemResult::placed)
                .extracting(Placed::seq)
                .containsExactly(1L, 2L, 3L);
        assertThat(stored().subList(2, 4))
                .allMatch(body -> body.contains(RejectedEvent.TYPE))
                .satisfiesExactly(body -> assertThat(body).contains("nonsense"), body -> assertThat(body)
                        .contains("other"));
        assertThat(budget.used()).isZero();

        submit(true, true, event("b", "k2"), "nonsense", event("other", "k1"));

        assertThat(stored()).hasSize(4);
    }

    /** They are found when the others are stored: a failure would have these sent again. */
    @Test
    void conflictsBeyondTheBudgetAreToldAndNotKept() throws Exception {
        submit(true, true, event("a", "k1"));

        IntakeResult result = submit(true, true, event("b", "k2"), event("x".repeat(QUARANTINE_BYTES), "k1"));

        assertThat(result.quarantined()).isFalse();
        assertThat(result.refused()).extracting(bad -> bad.item().at()).containsExactly(2);
        assertThat(stored()).containsExactly(event("a", "k1"), event("b", "k2"));
        assertThat(budget.used()).isZero();
    }

    @Test
    void singleEventsOfOneTurnAreAnsweredEachForItself() throws Exception {
        List<IntakeResult> results = on(false, intake -> Future.join(Stream.of(
                                event("a", "ka"), event("b", "kb"), event("other", "ka"))
                        .map(line -> intake.submit(intake.admit(new Lines(false), SENDER, line.getBytes(UTF_8))))
                        .toList())
                .map(CompositeFuture::list));

        assertThat(results.get(0).lastSeq()).isZero();
        assertThat(results.get(1).lastSeq()).isEqualTo(1);
        assertThat(results.get(2).refused()).hasSize(1);
        assertThat(stored()).containsExactly(event("a", "ka"), event("b", "kb"));
    }

    private static String event(String text, String key) {
        return "{\"event_type\":\"t\",\"user_id\":\"u\",\"variant_data\":{\"text\":\"" + text + "\"},\"dedup_key\":\""
                + key + "\"}";
    }

    private List<String> stored() {
        return requireNonNull(record).events().stream()
                .map(event -> new String(event.body(), UTF_8))
                .toList();
    }

    private IntakeResult submit(boolean quarantine, boolean atomic, String... lines) throws Exception {
        byte[] body = String.join("\n", lines).getBytes(UTF_8);
        return on(quarantine, intake -> intake.submit(intake.admit(new Lines(atomic), SENDER, body)));
    }

    /** Works with an intake on its context. */
    private <T> T on(boolean keeping, Function<Intake, Future<T>> work) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        Quarantine quarantine = new Quarantine(keeping, 1 << 20, QUARANTINE_BYTES, budget);
        requireNonNull(record).deploy(bus -> new VerticleBase() {
            @Override
            public Future<?> start() {
                return work.apply(new Intake(bus, context, quarantine))
                        .onSuccess(result::complete)
                        .onFailure(result::completeExceptionally);
            }
        });
        return result.get(10, TimeUnit.SECONDS);
    }

    /** A format of one event a line. */
    private record Lines(boolean isAtomic) implements IntakeExchange {
        @Override
        public long maxBytes() {
            return 1 << 20;
        }

        @Override
        public boolean isKeyed() {
            return false;
        }

        @Override
        public boolean keepsRefused() {
            return false;
        }

        @Override
        public boolean isLinear() {
            return true;
        }

        @Override
        public Items parse(byte[] body) {
            return new EventParser(1 << 20).parseLines(body, null);
        }

        @Override
        public IntakeResponse respond(IntakeResult result) {
            throw new UnsupportedOperationException("nobody waits for it");
        }
    }
}
