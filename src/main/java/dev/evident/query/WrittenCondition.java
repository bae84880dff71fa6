package dev.evident.query;

import dev.evident.query.Match.Comparison;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One parameter of a query as it was written, for who tells what was asked for.
 *
 * @param name without its operator
 * @param operator {@code =}, {@code !=}, {@code <}, {@code <=}, {@code >} or {@code >=}
 * @param value decoded; may be just what has to be deleted from the log one day
 */
public record WrittenCondition(String name, String operator, String value) {

    /** The parameters of a query that was accepted, in their order. */
    public static List<WrittenCondition> of(@Nullable String rawQuery) {
        return Parameters.parse(rawQuery).stream()
                .map(Condition::of)
                .map(condition -> new WrittenCondition(
                        condition.path(),
                        condition.negated()
                                ? "!="
                                : condition
                                        .comparison()
                                        .map(Comparison::operator)
                                        .orElse("="),
                        condition.value()))
                .toList();
    }

    @Override
    public String toString() {
        return "WrittenCondition[" + name + operator + "]";
    }
}
