package dev.evident.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.evident.config.Scope;
import dev.evident.config.Token;
import dev.evident.config.TokenSecret;
import dev.evident.event.EventParser;
import dev.evident.event.NewEvent;
import dev.evident.event.ParsedBatch;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.ProblemException;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QuarantineTest {
    private static final int LIMIT = 8_000;
    private static final Token TOKEN =
            new Token("t", Optional.of(new TokenSecret(new byte[32], false)), Set.of(Scope.WRITE), Optional.empty(), Optional.empty());
    private static final Problem PROBLEM = Problem.of(Kind.INVALID_EVENT, "no");

    private final Budget budget = new Budget(LIMIT);
    private final Quarantine quarantine = new Quarantine(true, 1_000, LIMIT, budget);

    @Test
    void whatIsKeptTakesAsMuchOfTheBudgetAsItHasBytes() {
        byte[] body = "\u0001\n".repeat(2_000).getBytes(UTF_8);
        Budget.Share share = quarantine.share();
        long bytes = quarantine.whole(TOKEN, PROBLEM, body, share).kept().stream()
                .mapToLong(event -> event.body().length)
                .sum();
        assertThat(budget.used()).isBetween(body.length * 4L / 3, bytes);

        ProblemException busy = catchThrowableOfType(
                ProblemException.class, () -> quarantine.whole(TOKEN, PROBLEM, body, quarantine.share()));
        assertThat(busy.problem().kind()).isEqualTo(Kind.OVERLOADED);
        share.close();
        assertThat(budget.used()).isZero();
    }

    @Test
    void moreThanCanEverBeKeptIsTooLarge() {
        byte[] lines = "{\n".repeat(900).getBytes(UTF_8);
        ParsedBatch parsed = new EventParser(1_000).parseLines(lines, null);
        ProblemException large = catchThrowableOfType(
                ProblemException.class, () -> quarantine.batch(TOKEN, parsed, lines, quarantine.share()));
        assertThat(large.problem().kind()).isEqualTo(Kind.TOO_LARGE);
        assertThat(large.problem().members()).containsEntry("limit_bytes", (long) LIMIT);
        assertThat(budget.used()).isZero();

        NewEvent one = quarantine.one(TOKEN, PROBLEM, new byte[1_000], null, quarantine.share());
        assertThat(one.body().length).isLessThan(2_000);
    }
}
