package dev.evident.intake;

import dev.evident.bus.Bus;
import dev.evident.bus.StoreMessages;
import dev.evident.event.Item;
import dev.evident.event.Item.Accepted;
import dev.evident.event.Item.Rejected;
import dev.evident.event.Items;
import dev.evident.event.NewEvent;
import dev.evident.event.Problem;
import dev.evident.event.Problem.Kind;
import dev.evident.event.Problem.ProblemException;
import dev.evident.http.Budget;
import dev.evident.intake.IntakeResult.ItemResult;
import dev.evident.log.message.Append;
import dev.evident.log.message.Appended;
import dev.evident.log.message.Outcome;
import dev.evident.log.message.Placed;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one way in, whatever the format: items go to the record, and what is not acceptable goes to the {@link Quarantine}.
 * Single events that arrive in the same turn of the event loop travel in one message, since a message costs more than an
 * event.
 *
 * <p>Confined to the context it was made for, but for {@link #admit}.
 */
public final class Intake {
    private final Bus bus;
    private final Context context;
    private final Quarantine quarantine;
    private List<NewEvent> turn = new ArrayList<>();
    private List<Promise<Placed>> waiting = new ArrayList<>();

    /** An intake for one verticle instance. */
    public Intake(Bus bus, Context context, Quarantine quarantine) {
        this.bus = bus;
        this.context = context;
        this.quarantine = quarantine;
    }

    /**
     * Parses a body and makes what keeps the bad parts of it. On any thread; takes as long as parsing does. What it returns
     * must be submitted.
     *
     * @throws ProblemException when the body is not acceptable as a whole and is not kept, or too much is to be kept
     */
    public Submission admit(IntakeExchange exchange, Sender sender, byte[] body) {
        Items items;
        try {
            items = exchange.parse(body);
        } catch (ProblemException refused) {
            if (!quarantine.isOn()) {
                throw refused;
            }
            items = Items.rejected(refused.problem(), body);
        }
        Map<Integer, Rejected> rejected = new LinkedHashMap<>();
        boolean keyed = exchange.isKeyed();
        for (int i = 0; i < items.list().size(); i++) {
            if (items.list().get(i) instanceof Rejected bad) {
                rejected.put(i, bad);
            } else if (items.list().get(i) instanceof Accepted good) {
                keyed |= good.event().dedupKey() != null;
            }
        }
        boolean keeping = quarantine.isOn() || exchange.keepsRefused();
        Budget.Share share = quarantine.share();
        try {
            Map<Integer, List<NewEvent>> kept =
                    keeping ? quarantine.keep(sender, items.place(), rejected, body, keyed, share) : Map.of();
            return new Submission(sender, items, exchange.isAtomic() && !keeping, keeping, kept, share);
        } catch (ProblemException tooMuch) {
            share.close();
            throw tooMuch;
        }
    }

    /**
     * Stores the items. What comes back is committed and fsynced. Fails as the store does, for example with the problem
     * {@code overloaded}; then nothing is known to be stored, and with keys it may be sent again.
     */
    public Future<IntakeResult> submit(Submission submission) {
        return store(submission).onComplete(done -> submission.share().close());
    }

    private Future<IntakeResult> store(Submission submission) {
        Items items = submission.items();
        List<NewEvent> events = items.events();
        boolean refused = submission.atomic() && events.size() < items.list().size();
        submission.kept().values().forEach(events::addAll);
        Future<List<Placed>> placed =
                refused || events.isEmpty() ? Future.succeededFuture(List.of()) : append(events, submission.atomic());
        return placed.map(places -> results(submission, places)).compose(results -> keepConflicts(submission, results));
    }

    private Future<List<Placed>> append(List<NewEvent> events, boolean atomic) {
        return events.size() == 1
                ? one(events.get(0)).map(List::of)
                : bus.request(StoreMessages.APPEND, new Append(events, atomic)).map(Appended::places);
    }

    /** @param places of the events and of what keeps the others, in this order; empty when nothing was to be stored */
    private static List<ItemResult> results(Submission submission, List<Placed> places) {
        Iterator<Placed> next = places.iterator();
        List<ItemResult> results = new ArrayList<>(submission.items().list().size());
        for (Item item : submission.items().list()) {
            Placed placed = item instanceof Accepted && next.hasNext() ? next.next() : null;
            boolean conflict = placed != null && placed.outcome() == Outcome.CONFLICT;
            results.add(new ItemResult(
                    item, placed, item instanceof Rejected bad ? bad.problem() : conflict ? conflict() : null));
        }
        submission.kept().forEach((index, parts) -> {
            Placed first = next.next();
            parts.stream().skip(1).forEach(part -> next.next());
            results.set(index, at(results.get(index), first));
        });
        return results;
    }

    /**
     * Of events that stand for themselves, those whose keys belong to other content are kept like other bad ones; not when
     * too much is to be kept at once, since the others are stored by now.
     */
    private Future<IntakeResult> keepConflicts(Submission submission, List<ItemResult> results) {
        Items items = submission.items();
        boolean atomic = submission.atomic();
        List<NewEvent> kept = new ArrayList<>();
        Map<Integer, Integer> firsts = new LinkedHashMap<>();
        try {
            for (int i = 0; submission.keeping() && i < results.size(); i++) {
                Problem problem = results.get(i).problem();
                if (problem != null && results.get(i).item() instanceof Accepted good) {
                    firsts.put(i, kept.size());
                    kept.addAll(quarantine.keep(
                            submission.sender(), items.place(), good.at(), good.event(), problem, submission.share()));
                }
            }
        } catch (ProblemException tooMuch) {
            return Future.succeededFuture(new IntakeResult(items, results, atomic, false));
        }
        if (kept.isEmpty()) {
            return Future.succeededFuture(new IntakeResult(items, results, atomic, submission.keeping()));
        }
        return append(kept, false).map(places -> {
            List<ItemResult> more = new ArrayList<>(results);
            firsts.forEach((index, first) -> more.set(index, at(results.get(index), places.get(first))));
            return new IntakeResult(items, more, atomic, true);
        });
    }

    private static ItemResult at(ItemResult result, @Nullable Placed placed) {
        return new ItemResult(result.item(), placed, result.problem());
    }

    private static Problem conflict() {
        return Problem.of(Kind.DEDUP_CONFLICT, "The dedup_key is that of an event with other content.")
                .with("field", "dedup_key");
    }

    private Future<Placed> one(NewEvent event) {
        if (turn.isEmpty()) {
            context.runOnContext(turnEnds -> flush());
        }
        Promise<Placed> placed = Promise.promise();
        turn.add(event);
        waiting.add(placed);
        return placed.future();
    }

    private void flush() {
        List<NewEvent> events = turn;
        List<Promise<Placed>> promises = waiting;
        turn = new ArrayList<>();
        waiting = new ArrayList<>();
        bus.request(StoreMessages.APPEND, new Append(events, false))
                .onSuccess(appended -> {
                    for (int i = 0; i < promises.size(); i++) {
                        promises.get(i).complete(appended.places().get(i));
                    }
                })
                .onFailure(failure -> promises.forEach(promise -> promise.fail(failure)));
    }
}
