package dev.evident.log;

import dev.evident.bus.StoreMessages.Append;
import dev.evident.bus.StoreMessages.Appended;
import dev.evident.event.ProblemException;
import dev.evident.event.StoredEvent;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;

/** Appends that share one transaction, in the order in which they came, and those who wait for the answers. */
record AppendGroup(List<Waiting> list) {

    /**
     * One append that somebody waits for.
     *
     * @param bytes of its bodies
     * @param erasures what it says is deleted, whose {@code by} is not known yet
     */
    record Waiting(Append append, long bytes, List<Erasure> erasures, Promise<Appended> promise) {}

    List<Append> appends() {
        return list.stream().map(Waiting::append).toList();
    }

    /** What the appends say is deleted, by the positions that they get in a log of so many events. */
    List<Erasure> erasures(Admission admission, long size) {
        List<Erasure> erasures = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            for (Erasure target : list.get(i).erasures) {
                erasures.add(target.saidBy(size + admission.first(i)));
            }
        }
        return erasures;
    }

    /** Tells each what became of its append. */
    void answer(Admission admission, List<StoredEvent> written) {
        for (int i = 0; i < list.size(); i++) {
            Promise<Appended> promise = list.get(i).promise;
            try {
                promise.complete(admission.answer(i, written));
            } catch (ProblemException refused) {
                promise.fail(refused);
            }
        }
    }

    void fail(Throwable cause) {
        list.forEach(waiting -> waiting.promise.fail(cause));
    }
}
