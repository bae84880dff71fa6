package dev.evident.cli;

import dev.evident.recover.RecordState;
import java.util.ArrayList;
import java.util.List;

/** What {@code evident recover} says can be done about a record, by what is wrong with it. */
final class WaysOut {
    private WaysOut() {}

    /** Lines for a person: what is so, and each way out. */
    static List<String> of(RecordState state) {
        List<String> lines = new ArrayList<>();
        lines.add(finding(state));
        if (state.isKeyLost()) {
            lines.add(way("put keys/log.keys back", "from the backup of the keys"));
        }
        if (state.signed().isEmpty()) {
            lines.add(
                    way("put the file checkpoint back", "the newest one, as a backup, an auditor or a witness has it"));
        }
        if (state.acknowledged().isEmpty()) {
            lines.add(way("put the file head back", "from where it went"));
            lines.add(way(
                    "evident recover --new-head-file --reason TEXT",
                    state.signed().isPresent()
                            ? "the database is taken as it is, if it holds the checkpoint"
                            : "with --none-published, if no checkpoint was ever handed out"));
        }
        lines.add(way("evident recover --restore BACKUP", "a backup that holds all that was acknowledged and signed"));
        lines.add(way(
                "evident recover --new-log --origin NAME --reason TEXT",
                "what is left goes on under another name; --from BACKUP: what is in a backup; --empty: nothing"));
        return lines;
    }

    private static String finding(RecordState state) {
        if (state.lost()) {
            return "The database does not hold all that was acknowledged or signed. The ways out:";
        }
        if (state.acknowledged().isEmpty()) {
            return "Without the head file it cannot be told whether all that was acknowledged is there. The ways out:";
        }
        return state.faults().isEmpty()
                ? "Nothing seems to be lost. To be sure: evident verify. If that finds damage, the ways out:"
                : "The database holds all that was acknowledged, but a start is refused. The ways out:";
    }

    private static String way(String what, String when) {
        return "  " + what + "\n      " + when;
    }
}
