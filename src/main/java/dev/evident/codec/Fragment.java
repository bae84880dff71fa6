package dev.evident.codec;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A text at some place of events, and how many have it there. Who wrote the event that has it is counted too, as far as
 * that matters.
 */
final class Fragment {
    private final String text;
    private final boolean structure;
    private final Pool pool;
    private final Set<String> users = new HashSet<>();
    private int events;
    private int last = -1;

    /**
     * One that no event has yet.
     *
     * @param structure whether it is the name of a field or of an event type, and not what somebody did
     * @param pool of the fragments at the same place
     */
    Fragment(String text, boolean structure, Pool pool) {
        this.text = text;
        this.structure = structure;
        this.pool = pool;
    }

    /** An event has it; more than once counts once. */
    void seen(int event, String user) {
        if (last != event) {
            last = event;
            events++;
            if (users.size() < Imitations.MANY_USERS) {
                users.add(user);
            }
        }
    }

    /** Whether so many events have it that it tells of none of them. */
    boolean isShared(int enough) {
        return events >= enough && (structure || users.size() >= Imitations.MANY_USERS);
    }

    /** It occurs, and is shared: it may stand where others at its place stood. */
    void join() {
        pool.shared.add(text);
    }

    /** Any that stood at its place, the more often the more likely. */
    String any(SplittableRandom random) {
        return pool.shared.get(random.nextInt(pool.shared.size()));
    }

    /** What stands at one place of the events, as often as it stands there. */
    static final class Pool {
        private final List<String> shared = new ArrayList<>();
    }
}
