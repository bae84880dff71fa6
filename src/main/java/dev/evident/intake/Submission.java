package dev.evident.intake;

import dev.evident.event.Items;
import dev.evident.event.NewEvent;
import dev.evident.http.Budget;
import java.util.List;
import java.util.Map;

/**
 * Items on their way into the record. Made by {@link Intake#admit}; ends with {@link Intake#submit}.
 *
 * @param atomic whether all of them are stored or none
 * @param keeping whether what is refused is kept
 * @param kept what keeps the rejected ones, by the item's place in the list; empty when they are not kept
 * @param share what the kept ones hold of the budget
 */
public record Submission(
        Sender sender,
        Items items,
        boolean atomic,
        boolean keeping,
        Map<Integer, List<NewEvent>> kept,
        Budget.Share share) {}
