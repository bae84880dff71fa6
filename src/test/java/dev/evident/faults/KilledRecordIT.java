package dev.evident.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ends the process that writes the record, at random and at the n-th call that writes, flushes or cuts a file: while the
 * record is made, recovered or migrated, in the middle of commits, between the commit and the head file, and while the
 * write-ahead log is copied into the database.
 */
class KilledRecordIT {
    private static final List<String> CALLS = List.of("pwrite64", "fdatasync", "fsync", "ftruncate");
    private static final int BY_SIGKILL = 137;

    /** Lives of one record in a row. */
    private static final int LIVES = Extent.rounds(5, 10);

    private static RecordJvm jvm = RecordJvm.plain();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    /** A place where a process is killed: from where it waits, at the n-th of these calls. */
    private record Place(String waiting, String call, int n) {}

    @BeforeAll
    static void archiveClasses(@TempDir Path archive) throws Exception {
        jvm = RecordJvm.archived(archive);
    }

    @ParameterizedTest
    @EnumSource
    @Execution(ExecutionMode.CONCURRENT)
    void killedAtTheNthCallItKeepsWhatItAcknowledged(RecordState state) throws Exception {
        Strace.require();
        RecordLife before = state.make(jvm, directory.resolve("before"));
        int acknowledged = 0;
        for (Place place : places(before.copy(directory.resolve("whole")), state)) {
            RecordLife life = before.copy(directory.resolve("killed"));
            String fault = place.call() + ":signal=SIGKILL:when=" + place.n();
            int status = life.live(
                    state.batches(),
                    (waiting, pid) ->
                            waiting.equals(place.waiting()) ? Strace.inject(pid, fault, List.of()) : () -> {});
            assertThat(status).as("%s", place).isEqualTo(BY_SIGKILL);
            assertThatCode(life::check).as("killed at %s", place).doesNotThrowAnyException();
            acknowledged += life.acknowledged();
        }
        assertThat(acknowledged).isPositive();
    }

    /** Lives one whole life, and takes places from all that it comes by. */
    private List<Place> places(RecordLife life, RecordState state) throws Exception {
        List<Place> places = new ArrayList<>();
        List<String> waits = new ArrayList<>();
        int status = life.live(state.batches(), (waiting, pid) -> {
            waits.add(waiting);
            return Strace.record(pid, String.join(",", CALLS), directory.resolve(waiting));
        });
        assertThat(status).isZero();
        life.check();
        for (String waiting : waits) {
            for (String call : CALLS) {
                int calls = Strace.maxOfOneThread(directory.resolve(waiting), call);
                Extent.places(calls, 1, state.maxKills()).forEach(n -> places.add(new Place(waiting, call, n + 1)));
            }
        }
        assertThat(places).hasSizeGreaterThanOrEqualTo(waits.size() * CALLS.size() - 1);
        return places;
    }

    @ParameterizedTest
    @MethodSource("records")
    @Execution(ExecutionMode.CONCURRENT)
    void killedAtRandomItKeepsWhatItAcknowledged(int seed) throws Exception {
        RecordLife life = new RecordLife(jvm, directory.resolve("data"), new RecordOracle(0));
        Random random = new Random(seed);
        for (int i = 0; i < LIVES; i++) {
            assertThat(life.liveFor(1 + random.nextInt(60))).isEqualTo(BY_SIGKILL);
            life.check(directory.resolve("check"));
        }
        assertThat(life.acknowledged()).isPositive();
    }

    static IntStream records() {
        return IntStream.range(0, Extent.rounds(1, 14));
    }
}
