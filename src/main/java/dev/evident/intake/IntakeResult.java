package dev.evident.intake;

import dev.evident.event.Item;
import dev.evident.event.Items;
import dev.evident.event.Problem;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Placed;
import java.util.List;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * What became of the items of a {@link Submission}: what is in the record now is committed and fsynced.
 *
 * @param items as they were submitted
 * @param list one for each of them, in order
 * @param atomic whether nothing was to be stored unless all of it was
 * @param quarantined whether all that was refused is kept
 */
public record IntakeResult(Items items, List<ItemResult> list, boolean atomic, boolean quarantined) {
    public IntakeResult {
        list = List.copyOf(list);
    }

    /**
     * What became of one item.
     *
     * @param placed the event's place in the log; of a refused one the place of what keeps it, or after a conflict without
     *     quarantine that of the event which has the key. Null when there is none
     * @param problem why it was refused; null when it was not
     */
    public record ItemResult(Item item, @Nullable Placed placed, @Nullable Problem problem) {
        /** Why it was refused; only of one that was. */
        public Problem requireProblem() {
            if (problem == null) {
                throw new IllegalStateException("the item was not refused");
            }
            return problem;
        }

        /** Whether it is in the record by this outcome. */
        boolean is(Outcome outcome) {
            return problem == null && placed != null && placed.outcome() == outcome;
        }
    }

    /** The name of the member that says where an item stands, see {@link Items#place}. */
    public @Nullable String place() {
        return items.place();
    }

    /** The items that were refused. */
    public List<ItemResult> refused() {
        return list.stream().filter(result -> result.problem != null).toList();
    }

    /** How many events are in the record by this outcome. */
    public int count(Outcome outcome) {
        return (int) list.stream().filter(result -> result.is(outcome)).count();
    }

    /** The lowest position of those that were stored; when none was, of those that had been; -1 when there are none. */
    public long firstSeq() {
        return seqs().min().orElse(-1);
    }

    /** The highest of them. */
    public long lastSeq() {
        return seqs().max().orElse(-1);
    }

    private LongStream seqs() {
        Outcome counted = count(Outcome.STORED) > 0 ? Outcome.STORED : Outcome.DUPLICATE;
        return list.stream()
                .filter(result -> result.is(counted))
                .map(ItemResult::placed)
                .filter(Objects::nonNull)
                .mapToLong(Placed::seq);
    }
}
