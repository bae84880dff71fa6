package dev.evident.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evident.event.EventParser;
import dev.evident.event.Item.Rejected;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.event.Unchecked;
import dev.evident.http.Budget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class QuarantineTest {
    private static final int LIMIT = 8_000;
    private static final Sender SENDER = new Sender("t", null);
    private static final Problem PROBLEM = Problem.of(Kind.INVALID_EVENT, "no");

    private final Budget budget = new Budget(LIMIT);
    private final Quarantine quarantine = new Quarantine(true, 1_000, LIMIT, budget);

    @Test
    void whatIsKeptTakesAsMuchOfTheBudgetAsItHasBytes() {
        byte[] body = "\u0001\n".repeat(2_000).getBytes(UTF_8);
        Budget.Share share = quarantine.share();

        long bytes = keep(null, body, Map.of(0, whole(body)), share).stream()
                .mapToLong(NewEvent::size)
                .sum();

        assertThat(budget.used()).isBetween(body.length * 4L / 3, bytes);
        assertThat(refused(() -> keep(null, body, Map.of(0, whole(body)), quarantine.share()))
                        .kind())
                .isEqualTo(Kind.OVERLOADED);
        share.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void moreThanCanEverBeKeptIsTooLarge() {
        byte[] lines = "{\n".repeat(900).getBytes(UTF_8);
        Map<Integer, Rejected> rejected = new LinkedHashMap<>();
        for (Rejected bad : new EventParser(1_000).parseLines(lines, null).rejected()) {
            rejected.put(rejected.size(), bad);
        }

        Problem large = refused(() -> keep("line", lines, rejected, quarantine.share()));

        assertThat(large.kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(large.members()).containsEntry("limit_bytes", (long) LIMIT);
        assertThat(budget.used()).isZero();
        byte[] one = new byte[1_000];
        assertThat(keep(null, one, Map.of(0, whole(one)), quarantine.share()))
                .hasSize(1)
                .allMatch(event -> event.size() < 2_000);
    }

    /** Whoever sends conflicts alone must not be able to fill the memory with what keeps them. */
    @Test
    void conflictsTakeOfTheBudgetToo() {
        NewEvent event = Unchecked.event("{\"text\":\"" + "x".repeat(3_000) + "\"}");
        Budget.Share share = quarantine.share();

        quarantine.keep(SENDER, "line", 1, event, PROBLEM, share);

        assertThat(budget.used()).isGreaterThan(3_000);
        assertThat(refused(() -> quarantine.keep(SENDER, "line", 2, event, PROBLEM, share))
                        .kind())
                .isEqualTo(Kind.OVERLOADED);
        share.close();
        assertThat(budget.used()).isZero();
    }

    private List<NewEvent> keep(
            @Nullable String place, byte[] body, Map<Integer, Rejected> rejected, Budget.Share share) {
        return quarantine.keep(SENDER, place, rejected, body, false, share).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    private static Rejected whole(byte[] body) {
        return new Rejected(0, PROBLEM, body, 0, body.length);
    }

    private static Problem refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable keeping) {
        return catchThrowableOfType(ProblemException.class, keeping).problem();
    }
}
